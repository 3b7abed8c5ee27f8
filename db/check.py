"""Is a guideline sound?"""

from __future__ import annotations

from collections.abc import Mapping

from db.guideline import Guideline
from db.problem import Place, Problem


def check_guideline(guideline: Guideline, places: Mapping[str, Place]) -> list[Problem]:
    """List what is wrong."""
    return []
