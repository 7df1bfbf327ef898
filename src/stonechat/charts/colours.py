"""The colours of the charts. Each has 3:1 or more against white where it is a line or a mark, 4.5:1 where
it is text, and never carries a meaning alone: shape and words do."""

BACKGROUND = "#FFFFFF"  # drawn, so that a dark page or a picture in a letter shows the same
INK = "#0B0C0C"  # text, and the mean
QUIET_INK = "#505A5F"  # ticks, notes

USUAL = "#757575"
IMPROVING = "#00759E"
CONCERN = "#C2410C"
CHANGED = "#490092"

LIMITS = "#757575"
TARGET = "#801650"
US = "#12436D"
NEIGHBOUR = "#BFBFBF"  # only ever with the edge below
NEIGHBOUR_EDGE = "#757575"
ENGLAND = "#801650"

GRIDLINE = "#E5E6E7"  # behind everything; ticks in words beside it
GAP = "#F0F1F2"  # behind "no data"
BAND = "#D9DFE4"  # the middle half of neighbours; its edges are drawn

CATEGORIES = ("#12436D", "#28A197", "#801650", "#F46A25")
"""At most four, labelled directly."""

TEXT = (INK, QUIET_INK, IMPROVING, CONCERN, CHANGED, TARGET, US, ENGLAND, USUAL)
MARKS = (USUAL, IMPROVING, CONCERN, CHANGED, LIMITS, TARGET, US, NEIGHBOUR_EDGE, ENGLAND, INK, QUIET_INK)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it: from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of a colour written #RRGGBB: 0 for black, 1 for white."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
