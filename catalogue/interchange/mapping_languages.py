"""Which term stands for which language, for a mapping that says language = "en"."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES: Mapping[str, str] = {
    "ar": "aat:300387843",
    "en": "aat:300388277",
    "tr": "aat:300389470",
}
