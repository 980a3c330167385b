"""Every kind of page of the demo by axe-core's rules for WCAG 2.2 A and AA, and its good practice."""

from __future__ import annotations

from pathlib import Path

import pytest

AXE = Path(__file__).parents[2] / "api" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASK = """async tags => (await axe.run(document, {runOnly: tags, resultTypes: ["violations"]})).violations
    .map(v => `${v.id}: ${v.help} ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(" | ")}`)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("ar", 360)])
def test_axe_finds_nothing(site, browser, language: str, width: int, scheme: str):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; make assets brings it")
    url, pages = site
    faults = []
    with browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) as context:
        page = context.new_page()
        for step in pages:
            page.goto(f"{url}{step}{'&' if '?' in step else '?'}lang={language}")
            page.evaluate(AXE.read_text("utf-8"))
            faults += [f"{step}: {fault}" for fault in page.evaluate(ASK, RULES)]
    assert faults == []
