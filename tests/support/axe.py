"""What axe finds on a page, its serious findings only."""

from functools import cache

from playwright.sync_api import Page

from tests.support.served import ROOT

AXE = ROOT / "client" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = """
() => axe.run().then(({ violations }) => violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`))
"""


def serious_findings(page: Page) -> list[str]:
    # As the browser's debugger says it, and not as a script of the page: the page's policy has no say in it.
    page.evaluate(_script())
    found: list[str] = page.evaluate(SERIOUS)
    return found


@cache
def _script() -> str:
    return f"() => {{ {AXE.read_text(encoding='utf-8')} }}"
