"""The agencies that refer children: the census's sources of referral in groups that people speak of.

The groups are those of FD23. "10", not known, is in none.
"""

from collections.abc import Mapping

AGENCIES: Mapping[str, tuple[str, ...]] = {
    "Police": ("6",),
    "Schools and education": ("2A", "2B"),
    "Health services": ("3A", "3B", "3C", "3D", "3E", "3F"),
    "Councils": ("5A", "5B", "5C", "5D"),
    "Family and individuals": ("1A", "1B", "1C", "1D"),
    "Housing, courts and others": ("4", "7", "8", "9"),
}
"""The name of each group, and its codes of the list `referral_source`."""

AGENCY_OF: Mapping[str, str] = {code: name for name, codes in AGENCIES.items() for code in codes}
"""The group of each code."""
