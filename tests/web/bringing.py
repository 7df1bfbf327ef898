"""Bringing files as a browser does, and doing what the worker would do with them."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

EXTRACTS = "extracts"


def bring(client: Any, *files: tuple[str, bytes]) -> Any:
    """The answer to files chosen on the page."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    chosen = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/data/import/", {"files": chosen})


def brought(client: Any, *files: tuple[str, bytes]) -> str:
    """The id of the run that these files began."""
    answer = bring(client, *files)
    assert answer.status_code == 302, answer.content.decode()
    return run_in(answer["Location"])


def run_in(address: str) -> str:
    found = re.fullmatch(r"/data/import/([\w-]+)/", address)
    assert found, address
    return found[1]


def checked(client: Any, *files: tuple[str, bytes]) -> str:
    """The same, once the worker has checked them."""
    run_id = brought(client, *files)
    work_on(run_id)
    return run_id


def work_on(run_id: str) -> None:
    """Do what waits for the worker."""
    from stonechat.app import import_tasks
    from stonechat.records.models import ImportRun

    state = ImportRun.objects.get(pk=run_id).state
    {"uploaded": import_tasks.check, "accepted": import_tasks.import_}[state].call(run_id)


def page(client: Any, run_id: str) -> str:
    """What the page of the run says."""
    answer = client.get(f"/data/import/{run_id}/")
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def census(council: Any, year: int = 2026, children: int | None = None, made: str = "") -> bytes:
    """A census of the made-up authority: all of it, or its first children only, or said to be made later."""
    text = (council.folder.root / EXTRACTS / "cin" / f"cin_{year}.xml").read_text(encoding="utf-8")
    head, *parts = re.split(r"(?=<Child>)", text)
    kept = parts if children is None else [*parts[:children], "</Children></Message>"]
    if made:
        head = re.sub(r"<DateTime>.*?</DateTime>", f"<DateTime>{made}</DateTime>", head)
    return "".join([head, *kept]).encode()


def looked_after(council: Any, year: int = 2026) -> list[tuple[str, bytes]]:
    """The files of a return on looked-after children."""
    folder: Path = council.folder.root / EXTRACTS / "ssda903" / str(year)
    return [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]


def zipped(*files: tuple[str, bytes]) -> bytes:
    """The files as a zip, under names that may be anything."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
