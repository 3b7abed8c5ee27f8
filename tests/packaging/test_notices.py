"""Whose work is inside, and the bill that says so."""

import json
import re
import tomllib

import notices
import pytest
import sbom
from notices import Component

FOUND = [
    Component("Big", "1", "MIT", ("text",), "pkg:pypi/big@1", files=("_internal/big/",)),
    Component(
        "Small", "2", "Zlib", ("text", "more"), copyright=("Copyright Somebody",), files=("_internal/big/libsmall",)
    ),
    Component("Nowhere", "in Big", "MIT", ("text",), needed_by="Big", inside="in Big"),
    Component("Wide", "3", "MIT OR Apache-2.0", ("text",), "pkg:deb/debian/wide@1%2Bb1", needs=("small", "absent")),
]


@pytest.fixture
def program(tmp_path):
    """A program of two libraries of others, and one file of its own."""
    for place in ("_internal/big/libbig.so.6", "_internal/big/libsmall-1a2b.so", "waymark"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(place)
    return tmp_path


def test_the_nearest_component_owns_a_file():
    assert notices.owner("_internal/big/libbig.so.6", FOUND).name == "Big"
    assert notices.owner("_internal/big/libsmall-1a2b.so", FOUND).name == "Small"
    assert notices.owner("waymark", FOUND) is None


@pytest.mark.parametrize("name", ["libnew.so", "libnew.so.1.2", "new.dll", "new.pyd", "libnew.dylib"])
def test_a_library_that_nobody_claims_is_named(program, name):
    assert notices.without_owner(program, FOUND) == []
    (program / "_internal" / name).touch()
    assert notices.without_owner(program, FOUND) == [f"_internal/{name}"]


def test_every_file_stands_once_in_the_bill_under_its_component(program):
    bill = json.loads(sbom.bill(FOUND, program, "1.2.3"))
    parts = {part["name"]: [file["name"] for file in part.get("components", [])] for part in bill["components"]}
    assert parts == {
        "Big": ["_internal/big/libbig.so.6"],
        "Small": ["_internal/big/libsmall-1a2b.so"],
        "Nowhere": [],
        "Wide": [],
        "waymark": [],
    }
    assert bill["specVersion"] == "1.6"
    assert all(
        len(file["hashes"][0]["content"]) == 64 for part in bill["components"] for file in part.get("components", [])
    )


def test_the_piece_of_a_component_owns_its_file_although_the_component_lists_it_whole():
    piece = Component("Piece", "1", "MIT", ("text",), files=("_internal/big/libbig",), needed_by="Big")
    whole = Component("Big", "1", "MIT", ("text",), files=("_internal/big/libbig.so.6",))
    assert notices.owner("_internal/big/libbig.so.6", [whole, piece]) == piece


def test_the_bill_keeps_to_the_schema_and_names_what_each_component_needs(program):
    text = sbom.bill(FOUND, program, "1.2.3")
    assert sbom.fault(text) == ""
    assert {entry["ref"]: entry["dependsOn"] for entry in json.loads(text)["dependencies"]} == {
        "waymark": ["Big@1", "Small@2", "Wide@3"],
        "Big@1": ["Nowhere@in Big"],
        "Small@2": [],
        "Nowhere@in Big": [],
        "Wide@3": ["Small@2"],
    }


@pytest.mark.parametrize(
    ("part", "harm"),
    [
        ("SHA-256", "SHA-265"),
        ('"type": "library"', '"type": "book"'),
        ('"name"', '"nome"'),
        ('"expression": "Zlib"', '"expression": "Zlip"'),
        ("pkg:pypi/big", "pkg:pypi/Big"),
        ("wide@1%2Bb1", "wide@1+b1"),
        ('"Small@2"', '"Big@1"'),
    ],
)
def test_a_bill_against_the_schema_is_found(program, part, harm):
    assert sbom.fault(sbom.bill(FOUND, program, "1").replace(part, harm))


def test_what_compiled_files_hold_of_others_is_in_the_bill(program):
    found = notices.embedded(program)
    assert {"libmpdec", "Mersenne Twister", "Taskflow", "LibYAML", "HarfBuzz"} <= {part.name for part in found}
    assert {part.needed_by for part in found} == {"Python", "RapidFuzz", "PyYAML", "uharfbuzz", "pillow"}
    assert sbom.fault(sbom.bill(found, program, "1")) == ""


def test_a_bundled_package_that_is_behind_is_named():
    policy = (
        "libexpat1:\n  Installed: 2.5.0-1+deb12u1\n  Candidate: 2.5.0-1+deb12u5\n  Version table:\n"
        "libffi8:\n  Installed: 3.4.4-1\n  Candidate: 3.4.4-1\n"
    )
    assert notices.older(policy) == ["libexpat1 2.5.0-1+deb12u1 is bundled, 2.5.0-1+deb12u5 is to be had"]


def test_a_piece_has_the_version_that_its_file_names_and_none_else(program):
    file = program / "_internal" / "_decimal.so"
    versions = []
    for data in (b"\0", b"\x002.5.1\0", b"\x002.5.1\0\x002.5.2\0"):
        file.write_bytes(data)
        bill = json.loads(sbom.bill(notices.embedded(program), program, "1"))
        part = next(part for part in bill["components"] if part["name"] == "libmpdec")
        assert part["description"] == "in Python's _decimal"
        versions.append(part.get("version"))
    assert versions == [None, "2.5.1", None]


def test_what_no_file_says_is_taken_from_the_bill_of_the_package_that_brings_it(program):
    versions = {part.name: part.version for part in notices.embedded(program)}
    assert re.fullmatch(r"\d+\.\d+\.\d+", versions["zlib-ng"])
    assert versions["Taskflow"] == "in RapidFuzz"
    assert notices.stated("libxcb") != "" == notices.stated("nothing")


def test_the_same_piece_in_two_components_stands_twice_in_the_bill(program):
    pieces = [Component("Piece", "1.2", "MIT", ("text",), needed_by=by, inside=f"in {by}") for by in ("Big", "Wide")]
    bill = sbom.bill([*FOUND, *pieces], program, "1")
    assert sbom.fault(bill) == ""
    assert {"Piece@1.2 in Big", "Piece@1.2 in Wide"} <= {part["bom-ref"] for part in json.loads(bill)["components"]}


def test_the_bill_is_the_same_each_time(program):
    assert sbom.bill(FOUND, program, "1") == sbom.bill(FOUND, program, "1")


def test_the_notice_names_a_piece_of_two_components_once_with_all_whose_it_is():
    pieces = [
        Component("Piece", "1.2", "MIT", ("text",), copyright=whose, needed_by=by, inside=f"in {by}")
        for by, whose in (("Big", ("Copyright One",)), ("Wide", ("Copyright Two", "Copyright One")))
    ]
    lines = notices.text(pieces).splitlines()
    assert lines[2:6] == ["Piece 1.2: MIT", "    Copyright One", "    Copyright Two", ""]
    assert lines.count("Piece 1.2: MIT") == 1


def test_the_notice_names_each_and_prints_a_text_once():
    text = notices.text(FOUND)
    for line in ("Big 1: MIT", "Small 2: Zlib", "Nowhere in Big: MIT", "    Copyright Somebody"):
        assert line in text.splitlines()
    assert "Big, Small, Nowhere, Wide" in text.splitlines()
    assert text.splitlines().count("text") == 1


@pytest.mark.parametrize("name", ["qt", "embedded"])
def test_every_part_of_others_has_its_texts(name):
    listed = tomllib.loads((notices.HERE / "licences" / f"{name}.toml").read_text())["part"]
    assert len({(part["name"], part["in"]) for part in listed}) == len(listed)
    for part in listed:
        assert part["copyright"], part["name"]
        gnu = [text for text in part["texts"] if "GPL" in text]
        assert all(text in part["licence"] for text in gnu), part["name"]
        for text in part["texts"]:
            assert len(notices.licence_text(text)) > 150, text
