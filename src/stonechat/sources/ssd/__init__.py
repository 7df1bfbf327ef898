"""The Standard Safeguarding Dataset, SSD 1.4.5: a folder or a zip of CSV or Parquet, one file for each table.

Next: `read.py` reads one, `write.py` writes one, `layout.py` says how its tables and columns are spelt.
"""

from stonechat.sources.ssd.format import Ssd

FORMAT = Ssd()
"""What the registry finds."""
