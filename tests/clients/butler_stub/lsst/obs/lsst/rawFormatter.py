"""The name of obs_lsst's formatter, which has no package in the Python registry: the Butler wants it at each import, and never calls it here."""

from lsst.daf.butler import FormatterV2


class LsstCamImSimRawFormatter(FormatterV2):
    """Reads nothing."""
