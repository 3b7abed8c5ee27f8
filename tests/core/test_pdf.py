"""Real PDF files, read back."""

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pypdf import PdfReader

from desktop.core.blocks import Bullets, Document, Heading, Item, Notice, Paragraph, Rows, Ruled, Title
from desktop.core.document import plan_document
from desktop.core.facts import Patient
from desktop.core.glyphs import PaperError, printable
from desktop.core.handout import handout_document
from desktop.core.pdf import render
from desktop.core.pdf_fonts import glyphs, text_width
from desktop.core.pdf_layout import Block, Row, Style, paginate, set_lines
from desktop.settings import Settings
from tests.core.paper_fixtures import CALM, PATIENT, plan_of, with_text

NEEDED = "≥≤≠±×µμ²³·–—“”‘’→°½…•éüñçøåßĄđŁşİẤữя\u00a0"
STYLE = Style(10, 14)


def plan_pdf(answers=CALM, paper="a4", patient=PATIENT, **more):
    return render(plan_document(plan_of(answers, patient, **more), Settings(), "now", "Waymark 1.2"), paper)


def handout_pdf(answers=CALM, paper="a4", patient=PATIENT):
    return render(handout_document(plan_of(answers, patient), Settings(), "Waymark 1.2"), paper)


def pages_of(data):
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]


def words_of(data):
    return " ".join(" ".join(pages_of(data)).split())


def document_of(*parts, identity=(("Patient", "EXAMPLE, Pat"),), kind="plan", footer=("Foot",)):
    return Document(kind, "Title", "en", identity, "Nobody", footer, parts)


def items(count):
    below = ("A detail.",), (), ("Because", "Rule")
    return [Item("do", "DO", f"Line number {n} of the plan.", *below) for n in range(count)]


@pytest.mark.parametrize(("paper", "size"), [("a4", (595.28, 841.89)), ("letter", (612, 792))])
@pytest.mark.parametrize("make", [plan_pdf, handout_pdf])
def test_paper_sizes(make, paper, size):
    for page in PdfReader(BytesIO(make(paper=paper))).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(size, abs=0.01)


def test_both_papers_break_lines_alike():
    lines = [
        [line for page in pages_of(plan_pdf(paper=paper)) for line in page.splitlines() if "Page " not in line]
        for paper in ("a4", "letter")
    ]
    assert set(lines[0]) == set(lines[1])


def test_every_word_of_the_document_is_on_paper():
    text = words_of(plan_pdf())
    for words in (
        "Management of leg weakness",
        "Request MRI of the lumbosacral plexus with and without contrast.",
        "Consider pregabalin, 150 to 600 mg per day.",
        "Due 01-Dec-2026 (Date of injury + 30 days); interval from the source.",
        "Strength: not graded by the source. Rule R-MRI.",
        "R-MRI Because: Pattern = Several nerves or roots · Statement st-mri; claims S2, S3; facts X1",
        "Reference not given in the source note; source not traced.",
        "Registration number",
        "The signing clinician decides.",
    ):
        assert words in text


def test_signs_stand_with_their_words():
    text = words_of(plan_pdf())
    assert all(word in text for word in ("DO NOT", "CONSIDER", "TIMING", "NOT REVIEWED"))
    assert "STOP Send to the emergency department now." in words_of(plan_pdf({**CALM, "flags": ["palsy"]}))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_each_page_has_identity_footer_and_number(paper):
    parts = (Title("Title"), Heading("Do"), *items(80))
    document = document_of(*parts, identity=(("Patient", "EXAMPLE, Pat"), ("Born", "05-Apr-1961")))
    pages = pages_of(render(document, paper))
    assert len(pages) > 4
    for number, text in enumerate(pages, start=1):
        assert "EXAMPLE, Pat" in text
        assert "05-Apr-1961" in text
        assert "Foot" in text
        assert f"Page {number} of {len(pages)}" in text


def test_no_line_is_lost_or_doubled_over_many_pages():
    text = words_of(render(document_of(*items(300)), "letter"))
    assert all(text.count(f"Line number {n} of") == 1 for n in range(300))


def test_anonymous_plan_says_so_on_each_page():
    for text in pages_of(plan_pdf(patient=Patient())):
        assert "No patient details: this plan cannot be filed" in text


def test_handout_reads_back():
    text = words_of(handout_pdf())
    assert "EMERGENCY Go to hospital now if: • you cannot pass urine • your leg turns cold" in text
    assert "Tell us in your own words what you will do." in text
    assert "1 May 2027" in text


def test_all_fonts_are_embedded_inter():
    for data in (plan_pdf(), handout_pdf()):
        with pikepdf.open(BytesIO(data)) as pdf:
            fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
            names = {str(font.BaseFont).split("+")[1] for font in fonts}
            assert names == {"Inter-Regular", "Inter-SemiBold", "Inter-Bold"}
            assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def test_metadata_holds_title_guideline_and_program_alone():
    with pikepdf.open(BytesIO(plan_pdf())) as pdf:
        assert {key: str(value) for key, value in pdf.docinfo.items()} == {
            "/Title": "Management of leg weakness",
            "/Subject": "leg 0.1",
            "/Creator": "Waymark 1.2",
        }
        assert str(pdf.Root.Lang) == "en"
        assert "/Metadata" not in pdf.Root


def test_nothing_active_and_nothing_hidden():
    forbidden = {"/JS", "/JavaScript", "/AA", "/OpenAction", "/A", "/Annots", "/EmbeddedFiles", "/EF", "/AcroForm"}
    with pikepdf.open(BytesIO(plan_pdf())) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                assert not forbidden & set(found.keys())


@pytest.mark.parametrize("make", [plan_pdf, handout_pdf])
def test_same_document_same_bytes(make):
    assert make() == make()


def test_another_patient_other_bytes():
    assert plan_pdf() != plan_pdf(patient=replace(PATIENT, number="2"))


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("محمد", "U+0645"),
        ("王", "U+738B"),
        ("שרה", "U+05E9"),
        ("Ann\u202eevil", "U+202E"),
        ("Ann\u200bBell", "U+200B"),
        ("Ann\ufeff", "U+FEFF"),
        ("An\u00adna", "U+00AD"),
        ("Ann\x07", "U+0007"),
        ("Ann\u2066", "U+2066"),
        ("x\u0301", "U+0301"),
        ("Ann \U0001f600", "U+1F600"),
        ("\ud800", "U+D800"),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused(name, point):
    with pytest.raises(PaperError, match=r"cannot be printed; it stands in") as refused:
        plan_pdf(patient=Patient(family="Known", given=name))
    assert point in str(refused.value)
    assert "KNOWN" in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_missing_glyph_in_the_content_is_refused_too():
    with pytest.raises(PaperError, match="☐"):
        plan_pdf(guideline=with_text("st-mri", "Tick ☐ here."))


@pytest.mark.parametrize("character", NEEDED)
def test_needed_characters_are_drawn(character):
    text = f"Before {character} after"
    assert " ".join(text.replace("\u00a0", " ").split()) in words_of(render(document_of(Paragraph(text)), "a4"))


def test_decomposed_letters_are_composed():
    assert printable("e\u0301 \u202f", glyphs()) == "é \u00a0"


def test_markup_prints_as_it_is_written():
    patient = Patient(family="<b>", given="O'Brien & <para/> %s \\ ) (")
    text = words_of(plan_pdf(patient=patient, guideline=with_text("st-mri", "Give <font size=9>&amp;</font> now.")))
    assert "<B>, O'Brien & <para/> %s \\ ) (" in text
    assert "Give <font size=9>&amp;</font> now." in text


@pytest.mark.parametrize("name", ["N" * 200, "Nomen " * 33, "i" * 200])
def test_a_long_name_stands_whole_on_every_page(name):
    document = document_of(*items(40), identity=(("Patient", name), ("Born", "Not recorded"), ("Sex", "")))
    pages = pages_of(render(document, "letter"))
    assert len(pages) > 1
    for text in pages:
        assert "".join(name.split()) in "".join(text.split())


def test_a_name_that_no_box_can_hold_is_refused():
    with pytest.raises(PaperError, match="too long"):
        render(document_of(identity=(("Patient", "N" * 20_000),)), "a4")


@pytest.mark.parametrize(
    "part",
    [
        Item("do", "DO", "word " * 8000, ("detail " * 500,), (), ("trace " * 500, "rule")),
        Item("stop", "STOP", "W" * 20_000),
        Notice("stop", "word " * 8000 + "\n• " + "entry " * 3000, "STOP"),
        Paragraph("word " * 9000),
        Bullets(("entry " * 9000,), boxes=True),
        Rows((("[1]", "https://example.org/" + "x" * 9000), ("label " * 900, "words " * 900))),
        Heading("heading " * 3000),
        Title("title " * 3000, "below " * 3000),
        Ruled(("Name",) * 100),
    ],
    ids=lambda part: type(part).__name__,
)
def test_what_is_longer_than_a_page_flows_on(part):
    document = document_of(Heading("First"), part, Heading("Last"), Paragraph("End."))
    pages = pages_of(render(document, "letter"))
    assert 3 < len(pages) < 80
    assert "End." in pages[-1]


def test_a_table_of_nothing_is_nothing():
    assert "Page 1 of 1" in words_of(render(document_of(Rows(())), "a4"))


@pytest.mark.parametrize("before", range(0, 40, 3))
def test_the_signature_never_stands_alone(before):
    parts = (*items(before), Heading("References"), Rows((("[1]", "A trial."), ("[2]", "A review."))))
    signature = (Heading("Signature"), Ruled(("Name", "Role")), Notice("info", "Sign.", "NOTE"))
    pages = pages_of(render(document_of(*parts, *signature), "a4"))
    last = next(text for text in pages if "Signature" in text)
    assert all(words in last for words in ("A review.", "Name", "Role", "Sign."))


@pytest.mark.parametrize("before", range(0, 40, 2))
def test_the_lines_of_the_contact_stay_together(before):
    contact = (Heading("Who to call"), Rows((("Clinic", "North"), ("Address", "Street"))), Ruled(("Phone",)))
    parts = (*(Paragraph("Text.") for _ in range(before)), *contact, Heading("Origin"), Paragraph("word " * 200))
    pages = pages_of(render(document_of(*parts, kind="handout"), "a4"))
    page = next(text for text in pages if "Who to call" in text)
    assert all(words in page for words in ("North", "Street", "Phone"))


@pytest.mark.parametrize("before", range(0, 40, 2))
def test_the_end_of_a_handout_is_never_a_line_alone(before):
    asked = (Heading("Questions to ask"), Ruled(("", "")), Paragraph("Say it back."))
    contact = (Heading("Who to call"), Ruled(("Phone",)), Paragraph("Origin."))
    parts = (*(Paragraph("Text.") for _ in range(before)), *asked, *contact)
    last = pages_of(render(document_of(*parts, kind="handout"), "a4"))[-1]
    assert all(words in last for words in ("Questions to ask", "Say it back.", "Who to call", "Origin."))


@pytest.mark.parametrize("before", range(30))
def test_a_heading_stays_with_what_follows_and_no_item_is_cut(before):
    parts = (*(Paragraph("Text.") for _ in range(before)), Heading("Head"), *items(3))
    pages = pages_of(render(document_of(*parts), "a4"))
    assert any("Head" in text and "Line number 0" in text for text in pages)
    for number in range(3):
        page = next(text for text in pages if f"Line number {number} " in text)
        assert page.count("A detail.") == page.count("Line number")


@pytest.mark.parametrize("text", ["Do not give it", "150 mg of it", "95 % of it", "3 April 2026"])
@pytest.mark.parametrize("width", range(20, 120, 5))
def test_a_number_and_its_unit_are_not_parted(text, width):
    lines = set_lines("word " + text, STYLE, width)
    bound = {"Do not give it": "Do not give", "3 April 2026": "3 April"}.get(text, text.removesuffix(" of it"))
    if text_width(bound, STYLE.font, STYLE.size) <= width:
        assert any(bound in line for line in lines)


@given(st.text(st.sampled_from("abW i\u00a0-."), max_size=300), st.integers(15, 200))
@limits(deadline=None)
def test_lines_hold_all_words_and_keep_to_the_width(text, width):
    lines = set_lines(text, STYLE, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, STYLE.font, STYLE.size) <= width + 0.01 or len(line) == 1 for line in lines)


BLOCKS = st.builds(
    lambda count, gap, pad, keep: Block((Row("x", STYLE),) * count, gap=gap, pad=pad, keep=keep),
    st.integers(0, 90),
    st.integers(0, 20),
    st.integers(0, 9),
    st.booleans(),
)


@given(st.lists(BLOCKS, max_size=12), st.integers(100, 700))
@limits(deadline=None)
def test_pages_hold_every_line_once_and_nothing_runs_over(blocks, height):
    pages = paginate(blocks, height)
    placed = [p for page in pages for p in page]
    assert sum(len(p.block.rows) for p in placed) == sum(len(b.rows) for b in blocks)
    for page in pages:
        below = 0.0
        for found in page:
            assert found.top >= below
            below = found.top + found.block.height
        assert below <= height + 0.02
    if all(b.height <= height and not b.keep for b in blocks):
        assert [p.block for p in placed] == blocks
