"""Partners: whose feeds are followed, and whose documents are kept apart from ours."""

from catalogue.partners.limits import Limits
from catalogue.partners.pulling import Known, Partners
from catalogue.partners.report import Pulled

__all__ = ["Known", "Limits", "Partners", "Pulled"]
