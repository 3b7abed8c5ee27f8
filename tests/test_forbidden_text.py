"""What must never stand in a guideline's text: a table of patterns over statements, sections and handout."""

import re

import pytest

from tests.coverage_table import guideline

SHIPPED = guideline()
MARKER = re.compile(r"\[\[.*?\]\]")  # where a statement is placed
SUPERSEDED = {"img-older-ct-claim", "dis-ct-mri"}
NO_HEPARIN = {"emg-ischaemia-heparin", "dis-heparin", "section emergencies"}
UNTRACED_RANGE = {"fu-6-to-36-months"}

# name, pattern, places where it is allowed
FORBIDDEN = [
    ("the rate that was not traced", r"\b71\s?%", ()),
    ("its sister rates", r"\b78\s?%|71.81", ()),
    ("mg/day", r"mg\s?/\s?d(ay)?\b", ()),
    ("a dash as a range", r"\d\s?[–—]\s?\d|\d-\d+\s?(mg|%|weeks|months|days|years|hours)", ()),
    ("a trailing zero", r"\b\d+\.\d*0\b", ()),
    ("a naked decimal point", r"(?<![\d.])\.\d", ()),
    ("abbreviations of doses", r"\b(QD|OD|BID|BD|TID|TDS|QDS|mcg|µg)\b", ()),
    ("a dose of gabapentin", r"\bgabapentin\b[^.;]*\d\s?mg|\d\s?mg[^.;]*\bgabapentin\b", ()),
    ("CT as the most accurate", r"most accurate|best way to show tumour", SUPERSEDED),
    ("heparin", r"\bheparin\b", NO_HEPARIN),
    ("the range without a source", r"\b6 to 36\b", UNTRACED_RANGE),
    ("a dose of IVIg", r"\d\s?g/kg|\b0\.4 g\b", ()),
    ("the crude rate of malformations", r"\b5\.[69]\s?%", ()),
    ("counts that do not fit", r"56/6048", ()),
    ("steps of the dialysis supplement", r"(dialysis|session)[^.]*\b1[05]0 mg or 150|100 or 150 mg", ()),
    ("a wrong ceiling", r"max(imum)?( of)? 75 mg", ()),
    ("a dose range of methylprednisolone", r"methylprednisolone[^.]*\d\s?m?g\b", ()),
    ("sources without review", r"gighz|neuroplans|iatrox\.com", ()),
    ("a promise", r"\bwill recover\b|\bguarantee|\balways safe\b", ()),
    ("eGFR as a basis of a dose", r"dose[^.]*\bby eGFR\b", ("pit-dose-by-egfr",)),
]  # fmt: skip


def texts():
    """Every piece of text with a name for it."""
    for statement in SHIPPED.statements().values():
        yield statement.id, f"{statement.text}\n{statement.rationale}"
    for section in SHIPPED.sections:
        yield f"section {section.id}", f"{section.title}\n{MARKER.sub('', section.text)}"
    for block in SHIPPED.decision.blocks:
        yield f"block {block.id}", block.text
    for asked in SHIPPED.decision.inputs():
        choices = (f"{c.label} {c.help}" for c in asked.choices)
        yield f"input {asked.key}", "\n".join((asked.question, asked.why, asked.help, *choices))


TEXTS = list(texts())


@pytest.mark.parametrize(("name", "pattern", "allowed"), FORBIDDEN, ids=[f[0] for f in FORBIDDEN])
def test_forbidden_text_stands_nowhere(name, pattern, allowed):
    found = [place for place, text in TEXTS if place not in allowed and re.search(pattern, text, re.IGNORECASE)]
    assert found == [], name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It changes 71 % of plans.", "the rate that was not traced"),
        ("75 mg/day", "mg/day"),
        ("150–600 mg", "a dash as a range"),
        ("Give 2-4 weeks.", "a dash as a range"),
        ("1.0 mg/dL", "a trailing zero"),
        ("about .5 mg", "a naked decimal point"),
        ("75 mg BID", "abbreviations of doses"),
        ("Gabapentin starts at 300 mg.", "a dose of gabapentin"),
        ("CT is the most accurate test.", "CT as the most accurate"),
        ("Start heparin.", "heparin"),
        ("IVIg 0.4 g/kg", "a dose of IVIg"),
        ("IV methylprednisolone 1 g weekly", "a dose range of methylprednisolone"),
    ],
)
def test_a_planted_text_is_found(text, name):
    pattern = next(p for n, p, _ in FORBIDDEN if n == name)
    assert re.search(pattern, text, re.IGNORECASE)


@pytest.mark.parametrize("place", sorted(SUPERSEDED))
def test_the_older_view_is_marked_as_superseded(place):
    assert "superseded" in SHIPPED.statements()[place].text


def test_the_range_without_a_source_says_so():
    assert "source not traced" in SHIPPED.statements()["fu-6-to-36-months"].text
