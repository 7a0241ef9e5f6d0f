"""What axe-core says of a page, and whether it scrolls sideways.

Only the violations come back from the browser: the passes of a long page are megabytes.
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_RUN = """() => axe.run({preload: false, resultTypes: ["violations"]}).then(
    found => found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 120)}`)))"""
_TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page) -> list[str]:
    """One line a fault of accessibility; empty where axe finds none and the page fits its width."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_RUN)
    width = page.evaluate(_TOO_WIDE)
    return [*found, *([f"scrolls sideways by {width}"] if width > 0 else [])]
