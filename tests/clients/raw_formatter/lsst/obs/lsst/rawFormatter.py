"""The name of obs_lsst's formatter, which pip does not have: the Butler wants it at each import, and never calls it here."""

from lsst.daf.butler import FormatterV2


class LsstCamImSimRawFormatter(FormatterV2):
    """Reads nothing."""
