"""Draws the charts that `test_every_chart.py` compares with: python -m tests.unit.charts.draw_golden"""

from tests.unit.charts.charts_to_draw import EVERY_CHART
from tests.unit.charts.test_every_chart import GOLDEN

from stonechat.charts.drawing import NARROW, WIDE


def main() -> None:
    """Write every chart at both widths; what is drawn no more goes."""
    for path in GOLDEN.glob("*.svg"):
        path.unlink()
    for chart, draw in EVERY_CHART.items():
        for width in (WIDE, NARROW):
            path = GOLDEN / f"{chart}-{width}.svg"
            path.write_text(f"{draw(width).picture('Source: made up')}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
