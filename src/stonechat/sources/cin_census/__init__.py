"""The CIN census: one XML file for one authority and one year, from 2017 to 2026.

Next: `read.py` reads one, `write.py` writes one, `spec/` says what each year's file holds.
"""

from stonechat.sources.cin_census.format import CinCensus

FORMAT = CinCensus()
"""What the registry finds."""
