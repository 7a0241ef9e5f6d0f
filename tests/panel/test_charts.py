"""Charts are plain SVG: proportions right, words escaped, no style, something to say without eyes."""

import re
from xml.etree import ElementTree

from ascn8.panel import charts

HOSTILE = "<script>alert(1)</script>\"'&"


def rectangles(svg: str, css: str) -> list[dict[str, str]]:
    return [node.attrib for node in ElementTree.fromstring(svg).iter("rect") if node.attrib.get("class") == css]


def test_columns_are_as_tall_as_their_numbers():
    svg = charts.columns(
        [charts.Bar(5, "five"), charts.Bar(10, "ten"), charts.Bar(0, "none")], title="T", description="D"
    )

    heights = [float(bar["height"]) for bar in rectangles(svg, "chart-bar")]
    assert heights[1] == 2 * heights[0]
    assert heights[2] == 0


def test_lines_show_the_part_within_the_whole():
    svg = charts.lines([charts.Row("A", 1, 4), charts.Row("B", 4, 4)], title="T", description="D")

    parts = [float(bar["width"]) for bar in rectangles(svg, "chart-bar")]
    wholes = [float(bar["width"]) for bar in rectangles(svg, "chart-whole")]
    assert abs(parts[0] * 4 - wholes[0]) < 0.5
    assert parts[1] == wholes[1]


def test_gauge_is_full_at_the_capacity_and_never_beyond():
    assert rectangles(charts.gauge(40, 40, title="t"), "chart-full")[0]["width"] == "320.0"
    assert rectangles(charts.gauge(50, 40, title="t"), "chart-full")[0]["width"] == "320.0"
    assert rectangles(charts.gauge(10, 40, title="t"), "chart-part")[0]["width"] == "80.0"
    assert rectangles(charts.gauge(0, 0, title="t"), "chart-part")[0]["width"] == "0.0"


def test_nothing_to_show_is_still_a_picture():
    assert ElementTree.fromstring(charts.columns([], title="T", description="D")).attrib["role"] == "img"
    assert ElementTree.fromstring(charts.lines([], title="T", description="D")).attrib["role"] == "img"


def test_words_are_escaped_and_no_style_is_written():
    drawn = [
        charts.columns([charts.Bar(1, HOSTILE, HOSTILE)], title=HOSTILE, description=HOSTILE),
        charts.lines([charts.Row(HOSTILE, 1, 2)], title=HOSTILE, description=HOSTILE),
        charts.gauge(1, 2, title=HOSTILE),
    ]
    for svg in drawn:
        ElementTree.fromstring(svg)
        assert "<script" not in svg
        assert not re.search(r"\bstyle=|<style|on\w+=\"", svg)
        assert "<title>" in svg
