"""Draws what `analysis` judged, as SVG. See README.md."""
