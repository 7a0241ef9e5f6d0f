"""XML and JSON of a schedule behind one face: a node has a line, texts, lists of nodes.

Both parsers keep the line of every element, so that a fault can say where it is, and both refuse what only an
attacker sends: document types, entities, endless nesting.
"""

import bisect
import json
import re
from collections.abc import Iterator
from json.decoder import JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from ascn8.lib.errors import Refused

# A conference of a thousand sessions has about 30,000.
MOST_ELEMENTS = 300_000


def too_many_elements() -> Refused:
    """The refusal of a file that holds more things than any programme."""
    return Refused(_("The file holds far more elements than any programme of a meeting."), code="too_many")


class XmlNode:
    """An element: `text(name)` reads the child of that name, else the attribute."""

    def __init__(self, element: Any) -> None:
        self._element = element
        self.tag: str = element.tag
        self.line: int = element.line

    def text(self, name: str) -> str:
        child = self._element.find(name)
        return (child.text if child is not None else self._element.get(name)) or ""

    def line_of(self, name: str) -> int:
        child = self._element.find(name)
        return child.line if child is not None else self.line

    def has(self, name: str) -> bool:
        return self._element.find(name) is not None or name in self._element.attrib

    def names(self) -> Iterator[str]:
        """The attributes and children that say something, each once."""
        said = {child.tag for child in self._element if len(child) or child.attrib or (child.text or "").strip()}
        said |= {name for name, value in self._element.attrib.items() if value.strip()}
        yield from sorted(said)

    def nodes(self, path: str) -> list["XmlNode"]:
        return [XmlNode(element) for element in self._element.findall(path)]

    @property
    def own_text(self) -> str:
        return self._element.text or ""


class _LineParser(DefusedXMLParser):
    """Writes on every element the line on which it begins; stops where a small file would fill the memory."""

    def __init__(self) -> None:
        super().__init__(forbid_dtd=True, forbid_entities=True, forbid_external=True)
        self._elements = 0

    def _start(self, tag: str, attributes: list[str]) -> Any:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise too_many_elements()
        element = super()._start(tag, attributes)  # type: ignore[misc]
        element.line = self.parser.CurrentLineNumber
        return element


def read_xml(data: bytes) -> XmlNode:
    """The root of an XML document. Raises Refused for anything that is not sound XML, with the line."""
    parser = _LineParser()
    try:
        parser.feed(data)
        return XmlNode(parser.close())
    except DefusedXmlException:
        raise Refused(
            _("The file declares a document type or entities. Schedules need neither, so it is not read."),
            code="xml_entities",
        ) from None
    except ParseError as error:
        line, column = error.position
        raise Refused(
            _("The file is damaged: its XML breaks off or is malformed in line %(line)d, column %(column)d.")
            % {"line": line, "column": column + 1},
            code="xml_damaged",
        ) from None
    except (ValueError, LookupError, AssertionError):
        raise Refused(_("The file is in an encoding that cannot be read. Save it as UTF-8."), code="encoding") from None


class JsonNode:
    """An object of a JSON document."""

    def __init__(self, value: "_Placed") -> None:
        self._value = value
        self.line = value.line

    def text(self, name: str) -> str:
        value = self._value.get(name)
        return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""

    def line_of(self, name: str) -> int:
        return self.line

    def has(self, name: str) -> bool:
        return self._value.get(name) is not None

    def names(self) -> Iterator[str]:
        """The keys whose values say something."""
        yield from sorted(key for key, value in self._value.items() if value not in (None, "", [], {}))

    def texts(self, name: str) -> list[str]:
        """The texts in the list `name`."""
        value = self._value.get(name)
        return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []

    def nodes(self, name: str) -> list["JsonNode"]:
        """The objects in the list `name`; what is no object there is passed over."""
        value = self._value.get(name)
        return [JsonNode(entry) for entry in value if isinstance(entry, _Placed)] if isinstance(value, list) else []

    def node(self, name: str) -> "JsonNode | None":
        value = self._value.get(name)
        return JsonNode(value) if isinstance(value, _Placed) else None

    def named_lists(self, name: str) -> Iterator[tuple[str, list["JsonNode"]]]:
        """The pairs of an object whose values are lists of objects: `rooms` of a day."""
        value = self._value.get(name)
        if isinstance(value, _Placed):
            for key in value:
                yield key, JsonNode(value).nodes(key)


class _Placed(dict[str, Any]):
    """A JSON object that knows the line on which it begins."""

    line = 1


def read_json(text: str) -> JsonNode:
    """The root object of a JSON document. Raises Refused for anything else, with the line."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    class Decoder(json.JSONDecoder):
        def __init__(self) -> None:
            super().__init__()
            self.objects = 0
            self.parse_object = self._object
            self.scan_once = py_make_scanner(self)

        def _object(self, begins: tuple[str, int], *rest: Any) -> tuple[_Placed, int]:
            value, end = JSONObject(begins, *rest)
            placed = _Placed(value)
            self.objects += 1
            if self.objects > MOST_ELEMENTS:
                raise too_many_elements()
            placed.line = bisect.bisect_right(starts, begins[1] - 1)
            return placed, end

    try:
        value = Decoder().decode(text)
    except json.JSONDecodeError as error:
        raise Refused(
            _("The file is damaged: its JSON breaks off or is malformed in line %(line)d, column %(column)d.")
            % {"line": error.lineno, "column": error.colno},
            code="json_damaged",
        ) from None
    except (RecursionError, ValueError):
        raise Refused(_("This JSON cannot be read: it is nested too deeply, or not JSON."), code="json_odd") from None
    if not isinstance(value, _Placed):
        raise Refused(_("This JSON is not a schedule: it has no “schedule” object."), code="not_a_schedule")
    return JsonNode(value)
