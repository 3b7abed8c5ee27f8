"""A small guideline folder, written anew for each test."""

from pathlib import Path

import pytest

FILES = {
    "guideline.yaml": """\
id: mini
title: Management of mini
version: "1"
language: en
publisher: Nobody
reviewed: 2026-01-01
next_review: 2027-01-01
scope: {use: adults, not_for: children, have_ready: a pen, limits: all of them}
handout_parts: [What you have]
""",
    "references.yaml": """\
- id: ref-a
  citation: A trial.
- {id: ref-b, citation: Source not traced., traced: false}
""",
    "terms.yaml": """\
- {term: magnetic resonance imaging, also: [MRI, scan]}
- {term: tumour, also: [tumor, growth]}
""",
    "invariants.yaml": """\
- {id: i-open, when: wound is open, never: [wait]}
""",
    "decision.yaml": """\
pages:
  - id: first
    title: First
    inputs:
      - key: wound
        kind: one-of
        label: Wound
        question: Is there a wound?
        why: It matters.
        section: injury
        choices:
          - {value: open, label: Open}
          - {value: none, label: None}
      - {key: injured, kind: date, label: Date, question: When was it?, why: It matters.}
      - {key: cautions, kind: any-of, label: C, question: Which?, why: W., choices: [{value: device, label: Device}]}
  - id: second
    title: Second
    inputs:
      - key: weight
        kind: quantity
        label: Weight
        question: How heavy?
        why: It matters.
        units:
          - {name: kg, minimum: 25, maximum: 300}
          - {name: lb, minimum: 55, maximum: 660, factor: "0.45"}
      - {key: pain, kind: yes-no, label: Pain, question: Is there pain?, why: It matters.}
derived:
  - key: half
    label: Half the weight
    unit: kg
    formula: weight / 2 * (1 if pain else 2)
  - {key: days, label: Days, unit: days, formula: today - injured}
""",
    "rules/10.yaml": """\
- id: R-OPEN
  topic: imaging
  when: wound is open and half < 40
  lines:
    - {statement: explore}
    - {statement: why-explore}
  handout: [what]
- id: R-CLOSED
  topic: imaging
  when: not wound is open and days > 3 or cautions has device
  lines:
    - statement: wait
      due: {days: 30, after: injured, basis: source}
""",
    "sections/10.md": """\
---
id: injury
title: Injury
statements:
  - id: explore
    kind: do
    text: Explore the wound of the leg.
    rationale: Experts agree.
    references: [ref-a]
    claims: [S1]
    facts: [X12]
  - {id: why-explore, kind: info, text: Waiting is worse., rationale: One trial., references: [ref-b, ref-a]}
---

A wound is explored early.

[[explore]]
[[why-explore]]
""",
    "sections/20.md": """\
---
id: imaging
title: Imaging
parent: injury
statements:
  - {id: wait, kind: timing, text: Plan the MRI for one month after an injury., rationale: A default., basis: product}
---
**Dedicated** sequences are asked for.

[[wait]]
""",
    "handout/10.md": """\
---
id: what
part: What you have
---
You have a wound.
""",
    "cases/10.yaml": "- title: An open wound\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound guideline folder."""
    root = tmp_path / "mini"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def edit(folder):
    """Replaces a text that stands in one of the folder's files."""

    def change(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change
