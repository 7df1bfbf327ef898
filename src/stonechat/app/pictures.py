"""The chart of an indicator as a file: SVG, or PNG where the extra `pictures` is installed."""

from pathlib import Path
from types import ModuleType

from stonechat.analysis.words_of_time import period_in_words
from stonechat.app.council import Council
from stonechat.app.reports import Benchmark, History, Judgement, Picture
from stonechat.basics.dates import in_words
from stonechat.basics.periods import parse_period
from stonechat.basics.problems import Refused, Where, refusal, wrong_use
from stonechat.charts.control import draw_control
from stonechat.charts.drawing import Drawing
from stonechat.indicators.schema import nearest
from stonechat.store import files

ENDINGS = (".svg", ".png")
SHARPNESS = 2
"""Pixels of a PNG for each pixel of the drawing, so that it stays sharp in print."""

_PIXELS_PER_INCH = 96
_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.drawing), format: "svg")"""


def check_picture(path: Path) -> None:
    """Refused as wrong use, before anything is worked out, for a file that is neither SVG nor PNG.

    Refused where its folder does not exist, and for a PNG where what makes it is not installed.
    """
    if path.suffix.lower() not in ENDINGS:
        raise wrong_use(
            f"A chart is written as SVG or PNG, not as {path.suffix or 'a file without an ending'}.",
            "Name a file that ends in .svg or .png.",
            "picture_kind",
        )
    if not path.absolute().parent.is_dir():
        raise refusal(
            "The folder in which it is to stand does not exist.",
            "Make that folder first, or check the path.",
            "no_such_folder",
            Where(file=str(path)),
        )
    if path.suffix.lower() == ".png":
        _typst()


def save_chart(council: Council, shown: History, measure: str | None, path: Path) -> Picture:
    """Write the chart of one measure (default: the first) of what `history` gave; what was written.

    Of what is counted over twelve months that is the chart month by month, where there is one. A file of
    that name is written over, and that is told. Refused as `check_picture` says, as wrong use for a measure
    that there is not, and where nothing has been imported.
    """
    check_picture(path)
    judgement = _of_measure(shown, measure)
    return _save(draw_control(judgement.judged), _source(council, shown, judgement), path)


def save_strip(found: Benchmark, path: Path) -> Picture:
    """Write an indicator's measures beside the statistical neighbours; what was written.

    Refused as `check_picture` says, and where no neighbours are known.
    """
    from stonechat.charts.strip import Measured, draw_strip  # it loads scipy, which other charts do without

    check_picture(path)
    measures = [
        Measured(measure.title, measure.unit, _in_words(measure.periods[-1]), measure.against)
        for measure in found.measures
        if measure.against is not None and measure.periods
    ]
    if not measures:
        raise refusal(
            "No statistical neighbours are known, so there is nothing to set beside your own figure.",
            "Import the neighbours' model first (docs/how-to/compare-with-neighbours.md).",
            "no_neighbours",
        )
    releases = (
        f"{one.release.publication}, {one.release.title} ({one.release_id})" for one in found.measures
    )
    made = f"Snapshot {found.snapshot}, catalogue {found.catalogue}."
    source = f"Source: {found.indicator.id}; {'; '.join(dict.fromkeys(releases))}. {made}"
    return _save(draw_strip(measures), source, path)


def _in_words(label: str) -> str:
    """A published time as people say it; as it stands where it is no period of ours."""
    try:
        return period_in_words(parse_period(label))
    except Refused:
        return label


def _save(drawing: Drawing, source: str, path: Path) -> Picture:
    svg = drawing.picture(source)
    was_there = path.exists()
    files.write_whole(path, svg.encode() if path.suffix.lower() == ".svg" else _as_png(svg))
    return Picture(str(path), drawing.title, drawing.alt, was_there)


def _of_measure(shown: History, measure: str | None) -> Judgement:
    by_name = {judgement.measure: judgement for judgement in shown.judgements}
    if not by_name:
        raise refusal(
            "Nothing has been imported into this folder yet, so there is nothing to draw.",
            "Import a return first: stonechat import FILE…",
            "nothing_imported",
        )
    if measure is not None and measure not in by_name:
        what = f"{shown.indicator.id} has no measure {measure}."
        raise wrong_use(what, nearest(measure, list(by_name)), "unknown_measure")
    return by_name[measure or shown.judgements[0].measure]


def _source(council: Council, shown: History, judgement: Judgement) -> str:
    """Whose figures these are, and what they quote."""
    authority = council.settings.authority
    data_to = judgement.judged.series.data_to
    held = f"Data to {in_words(data_to)}. " if data_to else ""
    whose = authority.name or f"authority {authority.code}"
    made = f"Snapshot {shown.snapshot}, catalogue {shown.catalogue}."
    return f"Source: {whose}, {shown.indicator.id}. {held}{made}"


def _as_png(svg: str) -> bytes:
    """The drawing as pixels, with the fonts of this machine. Nothing is fetched."""
    picture = _typst().compile(
        _PAGE, format="png", ppi=SHARPNESS * _PIXELS_PER_INCH, sys_inputs={"drawing": str(svg)}
    )
    if not isinstance(picture, bytes):
        raise TypeError("a drawing is one page")
    return picture


def _typst() -> ModuleType:
    try:
        import typst
    except ImportError:
        raise refusal(
            "A PNG needs the extra `pictures`, which is not installed.",
            "Name a file that ends in .svg instead, or install it: pip install 'stonechat[pictures]'.",
            "pictures_missing",
        ) from None
    return typst
