"""Guideline sources become a store file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from sqlite3 import Connection as RawConnection
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, create_engine, insert, text

from db import schema
from db.check import check_guideline
from db.content import SCHEMA_VERSION, content_hash
from db.guideline import Guideline, to_json
from db.problem import Problem, has_errors
from db.proof_report import ProofReport, report_bytes
from db.rescue import TABLE, rescue_record
from db.search_index import write_index
from db.source import Source, read_guideline
from db.store_file import APPLICATION_ID, seal

__all__ = ["SCHEMA_VERSION", "build_store", "content_hash"]

Rows = list[dict[str, Any]]
Reports = Mapping[str, ProofReport]
"""Proof reports, each under the id of its guideline; one that is not there is not proved."""
Vouch = Callable[[Sequence[Source]], tuple[Reports, list[Problem]]]
"""Looks at all sources together: the reports that fit them, and what else is wrong with them."""


def unproved(_sources: Sequence[Source]) -> tuple[Reports, list[Problem]]:
    """Vouch for nothing."""
    return {}, []


def build_store(folders: Sequence[Path], store: Path, vouch: Vouch = unproved) -> list[Problem]:
    """Build a store file from guideline folders, and return what is wrong with them.

    Where there is an error among the problems nothing is written. Raises `OSError` if the file cannot be written.
    """
    folders = [folder.resolve() for folder in folders]
    content = content_hash(folders)  # before anything is read: what is edited meanwhile is built anew
    sources, problems = read_sources(folders)
    if has_errors(problems):
        return problems
    reports, found = vouch(sources)
    if not has_errors(found):
        write_store(sources, reports, content, store)
    return problems + found


def read_sources(folders: Sequence[Path]) -> tuple[list[Source], list[Problem]]:
    """Read and check guideline folders, in the order of their names."""
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for folder in sorted(folders, key=lambda folder: folder.name):
        source, found = read_guideline(folder)
        problems += found
        if source is None:
            continue
        problems += check_guideline(source.guideline, source.places)
        place, identity = source.places["guideline"], source.guideline.id
        if identity in sources:
            other = sources[identity].places["guideline"].file
            problems.append(Problem("error", place.file, place.line, f"id '{identity}' is also the id of {other}"))
        sources[identity] = source
    return list(sources.values()), problems


def write_store(sources: Sequence[Source], reports: Reports, content: str, store: Path) -> None:
    """Write a store beside its place and move it there when it is complete; raises `OSError`."""
    data = store_bytes(sources, reports, content)
    draft = store.with_name(f".{store.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(store)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(store)) from error  # the draft is no name that anybody gave
    finally:
        draft.unlink(missing_ok=True)


def store_bytes(sources: Sequence[Source], reports: Reports, content: str) -> bytes:
    """The bytes of a store: a SQLite file, a record for its rescue and the seal; same content, same bytes."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
            connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))
            schema.metadata.create_all(connection)
            connection.execute(insert(schema.meta), [{"key": "content_hash", "value": content}])
            for source in sources:
                add_guideline(connection, source)
            if reports:
                connection.execute(insert(schema.proof), [proof_row(report) for report in reports.values()])
            connection.commit()
            raw = connection.connection.driver_connection
            assert isinstance(raw, RawConnection)
            record = rescue_record(raw.serialize())
            raw.execute(TABLE)
            raw.execute("INSERT INTO rescue (record) VALUES (?)", (record,))
            write_index(raw, [source.guideline for source in sources])
            raw.commit()
            data = raw.serialize() + record
    finally:
        engine.dispose()
    return data + seal(data)


def add_guideline(connection: Connection, source: Source) -> None:
    """Add a guideline to every table."""
    guideline = source.guideline
    owner = {"guideline": guideline.id}
    placed = [(section, statement) for section in guideline.sections for statement in section.statements]
    tables: dict[Table, Rows] = {
        schema.guideline: [guideline_row(guideline, source.content)],
        schema.section: _numbered(owner | _columns(section, schema.section) for section in guideline.sections),
        schema.reference: _numbered(owner | _columns(entry, schema.reference) for entry in guideline.references),
        schema.statement: _numbered(owner | {"section": s.id} | _columns(st, schema.statement) for s, st in placed),
        schema.citation: [
            owner | {"statement": statement.id, "position": position, "reference": reference}
            for _, statement in placed
            for position, reference in enumerate(statement.references)
        ],
    }
    for table, rows in tables.items():
        if rows:
            connection.execute(insert(table), rows)


def guideline_row(guideline: Guideline, content: str) -> dict[str, Any]:
    """The row of a guideline, with its documents as JSON, and with the hash of its sources."""
    documents = {"scope": to_json(guideline.scope).decode(), "decision": to_json(guideline.decision).decode()}
    more = {"rules": len(guideline.decision.rules), "content": content}
    return _columns(guideline, schema.guideline) | documents | more


def proof_row(report: ProofReport) -> dict[str, Any]:
    """The row of a proof report."""
    return _columns(report, schema.proof) | {"report": report_bytes(report).decode()}


def _columns(record: msgspec.Struct, table: Table) -> dict[str, Any]:
    """The fields of a record that its table has as columns; lists as JSON, dates as ISO dates."""
    fields = {key: value for key, value in msgspec.structs.asdict(record).items() if key in table.columns}
    return {key: _plain(value) for key, value in fields.items()}


def _plain(value: Any) -> Any:
    """A value as a column holds it."""
    if isinstance(value, tuple):
        return msgspec.json.encode(value).decode()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _numbered(rows: Iterator[dict[str, Any]]) -> Rows:
    """Rows with their place in the guideline."""
    return [row | {"position": position} for position, row in enumerate(rows)]
