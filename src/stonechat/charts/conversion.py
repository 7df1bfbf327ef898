"""From contact to outcome: a bar for each step, with its count and its share of the step above.

A step that no source records is a dashed outline, "Not recorded", and is not stepped over in silence: the
share of the next step is said of the last one that is recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from stonechat.analysis import small_numbers
from stonechat.analysis.words import MOST_LETTERS
from stonechat.charts import colours, lettering, svg
from stonechat.charts.drawing import WIDE, Drawing, Table
from stonechat.charts.frame import LINE_HEIGHT
from stonechat.charts.lettering import SMALL, write
from stonechat.charts.rows import Rows, rows
from stonechat.charts.scales import Linear
from stonechat.charts.svg import Markup, element
from stonechat.indicators.measure import Unit, ratio

BAR, GAP = 26.0, 14.0
NOT_RECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: what is counted, in the plural ("referrals"), and how many; None with `instead` where not.

    `starts_anew`: it is no part of the step above, so it has no share of it.
    """

    name: str
    count: int | None
    instead: str = NOT_RECORDED
    starts_anew: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """A step with its words."""

    stage: Stage
    share: str | None

    @property
    def count(self) -> str:
        return self.stage.instead if self.stage.count is None else f"{self.stage.count:,}"

    @property
    def label(self) -> str:
        if self.share is None or self.share.startswith(f"{self.count} of "):
            return self.share or self.count
        return f"{self.count}, {self.share}"


def draw_conversion(stages: Sequence[Stage], scope: str, span: str, width: int = WIDE) -> Drawing:
    """The steps from the first to the last. `span` says which events they are, in words."""
    told = _told(stages)
    body, height = _body(told, width)
    return Drawing(
        body,
        width,
        height,
        _message(stages),
        f"Each step and its share of the step above. {scope}, {span}",
        _description(told, scope, span),
        Table(
            f"From {stages[0].name} to {stages[-1].name}, {scope}, {span}" if stages else "No steps",
            ("Step", "Count", "Share of the step above"),
            tuple((each.stage.name, each.count, each.share or "not applicable") for each in told),
        ),
    )


def _told(stages: Sequence[Stage]) -> list[_Told]:
    told, above, skipped = [], None, False
    for stage in stages:
        above = None if stage.starts_anew else above
        told.append(_Told(stage, _share(stage, above, skipped)))
        skipped = stage.count is None
        above = stage if stage.count is not None else above
    return told


def _share(stage: Stage, above: Stage | None, skipped: bool) -> str | None:
    """`28% of the step above`; None for the first step and where nothing is recorded.

    A larger step is no share: some of it began before the time shown, or records above are missing.
    """
    if stage.count is None or above is None or not above.count:
        return None
    whole = above.name if skipped else "the step above"
    if stage.count > above.count:
        return f"more than {whole}"
    said = small_numbers.told(
        Unit.PERCENT, ratio(Unit.PERCENT, stage.count, above.count), stage.count, above.count
    )
    return f"{said} {'of' if said.endswith('%') else 'in'} {whole}"


def _message(stages: Sequence[Stage]) -> str:
    """The first and the last step of the group that is followed to the end."""
    begins = max((place for place, stage in enumerate(stages) if stage.starts_anew), default=0)
    known = [stage for stage in stages[begins:] if stage.count is not None]
    if len(known) < 2:
        return "Too few steps are recorded to compare"
    return f"{known[0].count:,} {known[0].name}, {known[-1].count:,} {known[-1].name}"


def _description(told: Sequence[_Told], scope: str, span: str) -> str:
    """The steps with their shares; where that is too long, with their counts alone."""
    start = f"Bars, {scope}, {span}: "
    text = f"{start}{'; '.join(f'{each.stage.name} {each.label}' for each in told)}."
    if len(text) <= MOST_LETTERS:
        return text
    return f"{start}{'; '.join(f'{each.stage.name} {each.count}' for each in told)}."[:MOST_LETTERS]


def _body(told: Sequence[_Told], width: int) -> tuple[Markup, float]:
    layout = rows(width, tuple(each.stage.name.capitalize() for each in told))
    bar = _scale(told, layout)
    parts, y = [], 0.0
    for each in told:
        lines = layout.lines(each.stage.name.capitalize(), layout.size)
        parts.append(layout.name(lines, y, BAR))
        y += len(lines) * LINE_HEIGHT + 2 if layout.names_above else 0
        parts.append(_bar(each, bar, y, layout.names_above))
        y += BAR + GAP + (LINE_HEIGHT if layout.names_above else 0)
    return svg.joined(parts), y - GAP + 6


def _scale(told: Sequence[_Told], layout: Rows) -> Linear:
    """As long as it may be with every label inside, beside its bar where the names are too."""
    most = max((each.stage.count or 0 for each in told), default=0) or 1
    full = layout.width - layout.left - 4
    if layout.names_above:
        return Linear(0, most, layout.left, layout.left + full)
    rooms = [
        (full - lettering.width(each.label, SMALL) - 8) * most / each.stage.count
        for each in told
        if each.stage.count
    ]
    return Linear(0, most, layout.left, layout.left + min([full, *rooms]))


def _bar(each: _Told, scale: Linear, y: float, label_below: bool) -> Markup:
    left = scale(0)
    if each.stage.count is None:
        end = scale.to_px * 0.3 + left * 0.7
        outline = element(
            "rect",
            x=left + 1,
            y=y + 1,
            width=end - left,
            height=BAR - 2,
            fill="none",
            stroke=colours.USUAL,
            stroke_width=1.5,
            stroke_dasharray="5 4",
        )
    else:
        end = max(scale(each.stage.count), left + 1)
        outline = element("rect", x=left, y=y, width=end - left, height=BAR, fill=colours.US)
    x, baseline = (left, y + BAR + 14) if label_below else (end + 8, y + BAR / 2 + 4)
    return svg.joined((outline, write(each.label, x, baseline)))
