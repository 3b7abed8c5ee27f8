"""What the program is, and which keys it knows."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from db.store import Summary
from desktop.language import gettext as _
from desktop.ui import theme
from desktop.ui.reader_browser import Browser


class TextDialog(QDialog):
    """A dialog that shows a text and closes."""

    def __init__(self, title: str, html: str, parent: QWidget | None = None) -> None:
        """Show this HTML under this title."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.text = Browser(title)
        self.text.document().setDocumentMargin(12)
        self.text.fill(html)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.text)
        column.addWidget(buttons)
        room = theme.current().px
        self.resize(min(room(620), 980), min(room(520), 680))


def about_dialog(version: str, guidelines: tuple[Summary, ...], parent: QWidget | None = None) -> TextDialog:
    """What the program is and is not, its version, and the guidelines that it holds."""
    held = "".join(f"<li>{escape(g.title)}, {_('version')} {escape(g.version)}</li>" for g in guidelines)
    paragraphs = [
        _("Waymark finds the passage of a guideline, walks one patient through its decisions, and prints the plan."),
        _("It helps to decide; the clinician decides. It is not for use instead of emergency care."),
        _("It uses no network. What you enter about a patient stays in memory and is gone when the window closes."),
        _("Licences: Waymark Apache-2.0; Qt and PySide6 LGPL-3; ReportLab, msgspec BSD; Inter OFL-1.1; others MIT."),
    ]
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    head = f"<h2>{_('Waymark')} {escape(version)}</h2>"
    return TextDialog(_("About Waymark"), f"{head}{body}<h3>{_('Guidelines')}</h3><ul>{held}</ul>", parent)


def keys_dialog(groups: dict[str, list[tuple[str, str]]], parent: QWidget | None = None) -> TextDialog:
    """The keys, by group: each a pair of keys and what they do."""
    html = ""
    for title, keys in groups.items():
        rows = "".join(
            f'<tr><td width="190"><b>{escape(key)}</b></td><td>{escape(does)}</td></tr>' for key, does in keys
        )
        html += f'<h3>{escape(title)}</h3><table cellspacing="0" cellpadding="3">{rows}</table>'
    return TextDialog(_("Keys"), html, parent)
