"""The gallery shows what the code draws."""

from tests.docs.gallery import PAGE, PICTURES, gallery


def test_the_gallery_is_as_the_code_draws_it() -> None:
    files = gallery()
    stale = [
        path.name for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text
    ]
    assert stale == [], "run `make docs`, and look at what changed"
    assert {*PICTURES.glob("*.svg"), PAGE} == set(files), "run `make docs`: a picture is drawn no more"
