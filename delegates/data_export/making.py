"""Everything about a person as one ZIP: data.json with its schema, data.pdf to read, and the files."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from delegates.data_export.pdf import data_pdf
from delegates.data_export.registry import Entry, Holder, Part, parts

FORMAT = "ascn8-personal-data/1"
# A ZIP needs a time for each file; it says nothing, so it is always the same.
_TIME = (2025, 1, 1, 0, 0, 0)


def open_parts(holder: Holder) -> list[tuple[Part, list[Entry]]]:
    """Every part with its rows in the clear: for the person only."""
    return [(part, list(part.entries(holder, True))) for part in parts()]


def make_zip(holder: Holder, *, at: dt.datetime, step: Callable[[int, int], None]) -> bytes:
    """The file; `step(done, total)` is called as it goes."""
    told = open_parts(holder)
    files = [file for part in parts() for file in part.files(holder)]
    total, out = len(files) + 2, io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "data.json", _written(data_of(holder, told, at=at)))
        _put(archive, "schema.json", _written(schema()))
        step(1, total)
        _put(archive, "data.pdf", data_pdf(holder, told, at=at))
        step(2, total)
        for number, file in enumerate(files, 3):
            _put(archive, file.name, file.read())
            step(number, total)
    return out.getvalue()


def data_of(holder: Holder, told: list[tuple[Part, list[Entry]]], *, at: dt.datetime) -> dict[str, Any]:
    """The JSON: {part: {"title", "about", "rows": [{key: value}]}} under `parts`, as schema() describes it."""
    return {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "account": holder.user.email,
        "parts": {
            part.name: {
                "title": str(part.title),
                "about": str(part.about),
                "rows": [{fact.key: fact.value for fact in entry.facts} for entry in entries],
            }
            for part, entries in told
        },
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of data.json, made from the parts, so that it cannot lag behind them."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        "description": _(
            "Everything that this site holds about one person. Moments are ISO 8601 with their offset, countries "
            "ISO 3166 codes or names, other rows are named by their public code."
        ),
        "type": "object",
        "required": ["format", "made_at", "account", "parts"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "made_at": {"type": "string", "format": "date-time"},
            "account": {"type": "string"},
            "parts": {
                "type": "object",
                "required": [part.name for part in parts()],
                "additionalProperties": False,
                "properties": {part.name: _part_schema(part) for part in parts()},
            },
        },
    }


def _part_schema(part: Part) -> dict[str, Any]:
    return {
        "type": "object",
        "title": str(part.title),
        "description": str(part.about),
        "$comment": ", ".join(part.models),
        "required": ["title", "about", "rows"],
        "additionalProperties": False,
        "properties": {
            "title": {"type": "string"},
            "about": {"type": "string"},
            "rows": {"type": "array", "items": {"type": "object", "propertyNames": {"pattern": "^[a-z_]+$"}}},
        },
    }


def _written(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED)
