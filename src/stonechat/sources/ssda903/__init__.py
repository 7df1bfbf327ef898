"""The return on looked-after children, SSDA903: a set of CSV files, one XML, or a workbook.

Next: `read.py` reads one, `write.py` writes one, `spec/` says what each year's files hold.
"""

from stonechat.sources.ssda903.format import Ssda903

FORMAT = Ssda903()
"""What the registry finds."""
