"""A guideline folder so small that it is proved at once."""

FILES = {
    "guideline.yaml": """\
id: tiny
title: Tiny guideline
version: "1"
language: en
publisher: Nobody
reviewed: 2026-01-01
next_review: 2027-01-01
scope: {use: adults, not_for: children, have_ready: a pen, limits: all of them}
handout_parts: [What you have]
""",
    "references.yaml": "- {id: ref-a, citation: A trial.}\n",
    "terms.yaml": "[]\n",
    "invariants.yaml": "- {id: i-none, when: not pain, never: [drug]}\n",
    "decision.yaml": """\
pages:
  - id: first
    title: First
    inputs:
      - {key: ill, kind: yes-no, label: Ill, question: Very ill?, why: It comes first.}
      - {key: pain, kind: yes-no, label: Pain, question: Is there pain?, why: It decides.}
""",
    "rules/10.yaml": """\
- {id: R-ILL, topic: emergency, when: ill, lines: [{statement: help}]}
- {id: R-WELL, topic: emergency, when: not ill, lines: [{statement: calm}]}
- {id: R-ILL-ASK, topic: emergency, when: not known(ill), lines: [{statement: look}]}
- {id: R-PAIN, topic: pain, when: pain, lines: [{statement: drug}], handout: [what]}
- {id: R-CAUSE, topic: cause, when: not ill or not known(ill), lines: [{statement: open}]}
- {id: R-IMAGING, topic: imaging, when: not ill or not known(ill), lines: [{statement: open}]}
- {id: R-TREATMENT, topic: treatment, when: not ill or not known(ill), lines: [{statement: open}]}
- {id: R-FOLLOW, topic: follow-up, when: not ill or not known(ill), lines: [{statement: open}]}
- {id: R-NONE, topic: pain, when: not pain, lines: [{statement: rest}]}
- {id: R-ASK, topic: pain, when: not known(pain), lines: [{statement: ask}]}
""",
    "sections/10.md": """\
---
id: all
title: All of it
statements:
  - {id: help, kind: stop, text: Call for help., rationale: A trial., references: [ref-a], act: help}
  - {id: calm, kind: do, text: Stay calm., rationale: A trial., references: [ref-a]}
  - {id: look, kind: do, text: Look again., rationale: It comes first., basis: product, asks: true}
  - {id: open, kind: do, text: All else is not covered., rationale: It is tiny., basis: product, asks: true}
  - {id: drug, kind: consider, text: Think of a drug., rationale: A trial., references: [ref-a]}
  - {id: rest, kind: do, text: Rest., rationale: A trial., references: [ref-a]}
  - {id: ask, kind: do, text: Ask for pain., rationale: It decides., basis: product, asks: true}
---
What to do.

[[help]]

[[calm]]

[[look]]

[[open]]

[[drug]]

[[rest]]

[[ask]]
""",
    "handout/10.md": "---\nid: what\npart: What you have\n---\nYou have pain.\n",
    "cases/10.yaml": """\
- title: Pain
  answers: {ill: no, pain: yes}
  expect: {status: complete, must: [drug], never: [rest]}
- title: No pain
  answers: {ill: no, pain: no}
  expect: {must: [rest]}
""",
}


def write_folder(folder, **changes):
    """Write the folder; `changes` replace the text of a file, named without its ending, or leave it out with None."""
    for name, text in FILES.items():
        written = changes.get(name.rpartition(".")[0].replace("/", "_"), text)
        if written is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written, encoding="utf-8")
    return folder
