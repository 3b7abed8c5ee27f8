"""Every command of the window with its key, by menu."""

from __future__ import annotations

from desktop.language import gettext as _
from desktop.ui.commands import Command, Menus
from desktop.ui.window_case import CaseKeeping


def make_menus(window: CaseKeeping) -> Menus:
    """Every command, by menu; None separates."""
    reader = window.reader
    return {
        _("&File"): [
            Command("new", _("&Start or go on with a plan"), window.start_plan, ("Ctrl+N",)),
            Command("what_if", _("&What if…"), window.plan.show_what_if, ("Ctrl+I",)),
            Command("close_case", _("&Discard the plan…"), window.close_case),
            Command("print", _("&Print or preview"), window.preview, ("Ctrl+P",)),
            None,
            Command("settings", _("S&ettings…"), window.open_settings, ("Ctrl+,",)),
            None,
            Command("quit", _("&Quit"), window.close, ("Ctrl+Q",)),
        ],
        _("&Go"): [
            Command("search", _("&Search"), window.focus_search, ("Ctrl+K",)),
            Command("home", _("&Home"), window.go_home, ("Alt+Home",)),
            Command("back", _("&Back"), lambda: window.travel(-1), ("Alt+Left",)),
            Command("forward", _("&Forward"), lambda: window.travel(1), ("Alt+Right",)),
            None,
            Command("find", _("F&ind in this guideline"), reader.open_find, ("Ctrl+F",)),
            Command("next_hit", _("&Next hit"), reader.next_hit, ("F3",)),
            Command("previous_hit", _("&Previous hit"), lambda: reader.next_hit(-1), ("Shift+F3",)),
            Command("previous_section", _("Pre&vious section"), lambda: reader.step_section(-1), shown="["),
            Command("next_section", _("Ne&xt section"), lambda: reader.step_section(1), shown="]"),
            None,
            Command("next_pane", _("Next p&ane"), lambda: window.cycle_panes(1), ("F6",)),
            Command("previous_pane", _("Previo&us pane"), lambda: window.cycle_panes(-1), ("Shift+F6",)),
        ],
        _("&View"): [
            Command("outline", _("&Outline"), reader.banner.outline_button.toggle, ("Ctrl+L",)),
            Command("evidence", _("&Evidence"), reader.banner.evidence_button.toggle, ("Ctrl+E",)),
            None,
            Command("larger", _("&Larger text"), lambda: window.resize_text(1), ("Ctrl++", "Ctrl+=")),
            Command("smaller", _("&Smaller text"), lambda: window.resize_text(-1), ("Ctrl+-",)),
            Command("normal", _("&Normal text size"), lambda: window.resize_text(0), ("Ctrl+0",)),
            None,
            Command("system", _("Theme as the s&ystem"), lambda: window.choose_theme("system"), group="theme"),
            Command("light", _("L&ight theme"), lambda: window.choose_theme("light"), group="theme"),
            Command("dark", _("&Dark theme"), lambda: window.choose_theme("dark"), group="theme"),
        ],
        _("&Help"): [
            Command("keys", _("&Keys"), window.show_keys, ("F1",)),
            Command("about", _("&About Waymark"), window.show_about),
        ],
    }
