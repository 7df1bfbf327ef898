"""Files on their way in: streamed to the disk of the authority's folder, and nowhere else.

Django asks this for every file in every request. Only files for the page that takes them, from somebody who
may import, are kept; of any other no byte is. What is refused is told by the page, so it is left on the
request, after the fields of the form that stand before the files.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from stonechat.app.permissions import Permission
from stonechat.app.uploads import MOST_IN_ALL, Receiving
from stonechat.basics.problems import Refused

PAGE = "import"
"""The name of the address that takes files."""


class Arriving:
    """What came with a request: files that arrived, or why they were refused."""

    def __init__(self) -> None:
        self.receiving: Receiving | None = None
        self.refused: Refused | None = None

    def refuse(self, refused: Refused) -> None:
        """Keep nothing, and remember why."""
        self.refused = refused
        if self.receiving is not None:
            self.receiving.discard()
            self.receiving = None


class NothingLeft:
    """Files that came with a request and that no page took are removed when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        came = request.__dict__.get("arriving")
        if came is not None and came.receiving is not None:
            came.receiving.discard()
        return response


def arriving(request: HttpRequest) -> Arriving:
    """What came with this request; asked for after its form was read."""
    found: Arriving = request.__dict__.setdefault("arriving", Arriving())
    return found


class IntoTheFolder(FileUploadHandler):
    """Gives each piece of a file to the folder that the request is for."""

    chunk_size = 1 << 20

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Before anything is read: is there room, and may these come at all?"""
        self._arriving = arriving(self.request)
        self._length = content_length
        if _is_expected(self.request):
            try:
                self._arriving.receiving = Receiving(self.request.council, content_length)
            except Refused as refused:
                self._arriving.refuse(refused)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Another file begins."""
        super().new_file(*args, **kwargs)
        self._do(lambda receiving: receiving.begin(self.file_name))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """The next bytes of it."""
        self._do(lambda receiving: receiving.write(raw_data))

    def file_complete(self, file_size: int) -> None:
        """It is whole. Django is given no file: it is where it should be."""
        self._do(lambda receiving: receiving.end())

    def upload_interrupted(self) -> None:
        """Whoever sent it went away."""
        if self._arriving.receiving is not None:
            self._arriving.receiving.discard()
            self._arriving.receiving = None

    def _do(self, work: Any) -> None:
        receiving = self._arriving.receiving
        if receiving is None:
            self._stop()
        try:
            work(receiving)
        except Refused as refused:
            self._arriving.refuse(refused)
            self._stop()

    def _stop(self) -> None:
        """Read no more of it. The rest is let pass, so that an answer can be read, unless it is huge."""
        raise StopUpload(connection_reset=self._length > MOST_IN_ALL)


def _is_expected(request: Any) -> bool:
    viewer = getattr(request, "viewer", None)
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return False
    return name == PAGE and viewer is not None and viewer.may(Permission.IMPORT)
