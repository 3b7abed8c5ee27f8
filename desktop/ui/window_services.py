"""What the window asks of the world: callables and values, no paper, and no store but the one that search opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from db.guideline import Guideline
from db.store import Summary
from desktop.core.plan import Plan
from desktop.settings import Settings
from desktop.ui.search_desk import Search


@dataclass(frozen=True, slots=True)
class Services:
    """What the window asks of the world.

    `guideline` may be called from any thread; `open_search` opens the store anew, for the thread that searches.
    `make_pdf` takes a plan, "plan" or "handout", the paper, and the settings that hold the clinic's details.
    """

    guidelines: tuple[Summary, ...]
    guideline: Callable[[str], Guideline]
    open_search: Callable[[], Search]
    make_pdf: Callable[[Plan, str, str, Settings], bytes]
    keep_settings: Callable[[Settings], None]
    version: str
    today: Callable[[], date] = date.today
