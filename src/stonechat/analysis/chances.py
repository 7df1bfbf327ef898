"""Tails of distributions, as plain floats: the one door to the library of statistics for series over time.

The library is loaded with the first question, since it takes longer to load than a hundred series to judge.
"""


def beyond_t(size: float, freedom: float) -> float:
    """The chance that a value of Student's distribution is greater than that size."""
    from scipy.special import stdtr  # noqa: PLC0415  (see above)

    return float(stdtr(freedom, -size))


def beyond_f(ratio: float, above: float, below: float) -> float:
    """The chance that a value of Fisher's distribution with those degrees of freedom is greater."""
    from scipy.special import fdtrc  # noqa: PLC0415

    return float(fdtrc(above, below, ratio))


def beyond_normal(size: float) -> float:
    """The chance that a standard normal value is greater than that size."""
    from scipy.special import ndtr  # noqa: PLC0415

    return float(ndtr(-size))
