"""From plain data to records, with messages that an author can act on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

import msgspec

from db.guideline import Record, decode_value
from db.wording import similar

R = TypeVar("R", bound=Record)
KeyPath = tuple[str | int, ...]
FAULT: Final = re.compile(r"(?P<message>.*?)(?: - at `\$(?P<path>[^`]*)`)?", re.DOTALL)
STEP: Final = re.compile(r"\.(\w+)|\[(\d+)\]")
UNKNOWN_KEY: Final = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
MISSING_KEY: Final = re.compile(r"Object missing required field `(\w+)`")
WRONG_TYPE: Final = re.compile(r"Expected `(.+)`, got `(\w+)`")
WORDS: Final = {
    "object": "keys and values",
    "array": "a list",
    "str": "text",
    "int": "a whole number",
    "bool": "true or false",
    "date": "a date such as 2026-04-03",
    "decimal": "a number",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with plain data, and at which path."""

    path: KeyPath
    message: str


def convert(value: object, kind: type[R]) -> R | Fault:
    """A record out of plain data, or the first thing that is wrong with the data."""
    try:
        return msgspec.convert(value, kind, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        return Fault(*_explain(str(error), value, kind))


def _decode(kind: type, value: Any) -> Any:
    """Read a condition or formula, which must be text."""
    if not isinstance(value, str):
        raise ValueError("expected a text of the rule language")  # noqa: TRY004  # what msgspec turns into its own error
    return decode_value(kind, value)


def _explain(fault: str, value: object, kind: type[Record]) -> tuple[KeyPath, str]:
    """The path and the meaning of a message of msgspec."""
    found = FAULT.fullmatch(fault)
    assert found
    path: KeyPath = tuple(name or int(index) for name, index in STEP.findall(found["path"] or ""))
    message = found["message"]
    if unknown := UNKNOWN_KEY.fullmatch(message):
        keys = [field.name for field in msgspec.structs.fields(_type_at(kind, path))]
        return (*path, unknown[1]), f"unknown key '{unknown[1]}'{similar(unknown[1], keys)}"
    if missing := MISSING_KEY.fullmatch(message):
        return path, f"key '{missing[1]}' is missing"
    if message.startswith("Invalid enum value"):
        allowed = get_args(_type_at(kind, path))
        return path, f"'{_value_at(value, path)}' is not one of {', '.join(allowed)}"
    if message.startswith("Invalid RFC3339"):
        return path, f"expected {WORDS['date']}, found '{_value_at(value, path)}'"
    if message == "Invalid decimal string":
        return path, f"expected {WORDS['decimal']}, found '{_value_at(value, path)}'"
    if wrong := WRONG_TYPE.fullmatch(message):
        return path, f"expected {_wanted(wrong[1])}, found {_found(_value_at(value, path))}"
    return path, message


def _wanted(names: str) -> str:
    """What was expected, in words."""
    return " or ".join(WORDS.get(name, name) for name in names.split(" | ") if name != "null")


def _found(value: object) -> str:
    """What stands there instead, in words."""
    return f"'{value}'" if isinstance(value, str) else WORDS["array" if isinstance(value, list) else "object"]


def _value_at(value: Any, path: KeyPath) -> Any:
    """The value at a path."""
    for key in path:
        value = getattr(value, str(key)) if isinstance(value, Record) else value[key]
    return value


def _type_at(kind: Any, path: KeyPath) -> Any:
    """The type that a record asks for at a path."""
    for key in path:
        if isinstance(key, str):
            kind = next(field.type for field in msgspec.structs.fields(kind) if field.name == key)
        if get_origin(kind) is not Literal:
            kind = next(iter(get_args(kind)), kind)
    return kind
