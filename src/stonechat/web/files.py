"""A file to take away, as an answer."""

from django.http import HttpResponse

from stonechat.app.tables import Download


def as_file(file: Download) -> HttpResponse:
    """The answer that a browser keeps under the file's own name."""
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
