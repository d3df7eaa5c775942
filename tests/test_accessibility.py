"""Whether everybody can use the page: axe-core over every tab, the keyboard alone, visible focus, no motion where none is wanted.

To hold another part of the page to this, add a scene: a function that brings an open page to what is to be looked at. The scenes
run one after another on the same page, in light and dark, on a desktop and a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hashing_encoder import HashingEncoder
from test_page import DESKTOP, PHONE, SAMPLES, Site, ask, browser, go_to_library, open_page, opened, served, shared_site, site

from assistant.assistant import Assistant
from corpus.library import Library
from index.build import update_index
from ui.page import across_phrases, answer_phrases, phrases, proof_phrases, statistics_phrases
from ui.serving import build_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python: pip install -e '.[dev]'")

__all__ = ["browser", "open_page", "shared_site", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default"), pytest.mark.filterwarnings("ignore:::gradio")]
HARBOUR = "How many vessels did the harbour count in February?"
GRAVE = {"serious", "critical"}


def welcome(page: Page) -> None:
    page.locator(".welcome").wait_for()


def answer(page: Page) -> None:
    """With every reason unfolded and a quote marked."""
    ask(page, HARBOUR)
    for summary in page.locator("details.why summary").all():
        summary.click()
    page.locator(".judge").first.click()
    page.locator(".judge[aria-pressed=true]").first.wait_for()


def preview(page: Page) -> None:
    """The mark is taken back, since it is remembered: the next test finds none."""
    page.locator(".judge[aria-pressed=true]").first.click()
    page.locator(".judge[aria-pressed=true]").first.wait_for(state="detached")
    page.locator(".open cite").first.hover()
    if page.evaluate("matchMedia('(hover: hover)').matches"):
        page.locator(".preview:popover-open").wait_for()


def source(page: Page) -> None:
    page.locator("#log .open").first.click()
    opened(page)


def silence(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("#source .source").wait_for(state="detached")
    ask(page, "Which market astronauts collect platinum meteorites?")
    page.locator("#filters summary").click()


def checking(page: Page) -> None:
    page.get_by_role("tab", name=proof_phrases.CHECK).click()
    page.get_by_label(proof_phrases.TEXT_LABEL).fill(
        "They said: “The harbour counted 421 vessels in February.” And: “Penguins negotiated the treaty.”"
    )
    page.get_by_role("button", name=proof_phrases.START).click()
    page.locator(".findings").wait_for()


def removal(page: Page) -> None:
    go_to_library(page)
    page.locator("input[name=document]").first.check()
    page.get_by_role("button", name=phrases.REMOVE_SELECTED).click()
    page.get_by_role("alertdialog").wait_for()


def statistics(page: Page) -> None:
    page.get_by_role("tab", name=statistics_phrases.TITLE).click()
    page.locator("#statistics details summary").first.wait_for()


def conversations(page: Page) -> None:
    ask(page, "What was agreed on cybersecurity in Tirana?")
    if not page.locator("#conversations-words input, #conversations-words textarea").first.is_visible():
        page.locator("#conversations-head button").first.click()
    page.locator("#conversations li").first.wait_for()


def looked_across(view: str) -> Callable[[Page], None]:
    """The scene of one view of the Across tab with what it found."""

    def scene(page: Page) -> None:
        page.get_by_role("tab", name=across_phrases.TAB).click()
        page.get_by_role("radio", name=view, exact=True).check()
        page.get_by_text(across_phrases.EXPLANATIONS[view]).wait_for()
        page.locator("#across-text textarea").fill("How many irregular crossings were there on the Balkan route?")
        total = "(document.querySelector('#across-found .total') || {}).textContent"
        before = page.evaluate(total)
        page.locator("#across-start").click()
        page.wait_for_function(f"(before) => {total} && {total} !== before", arg=before)

    scene.__name__ = view
    return scene


SCENES: tuple[Callable[[Page], None], ...] = (welcome, answer, preview, source, silence, checking, removal, statistics)
# What needs an index on the disk, and conversations that are kept.
KEPT_SCENES = (conversations, *map(looked_across, (across_phrases.COMPARE, across_phrases.TIMELINE, across_phrases.DIFFERENCES)))


def grave_findings(page: Page, *rules: str) -> list[str]:
    """What axe-core finds serious or critical, by all its rules or only some; one line an element."""
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found: list[dict[str, Any]] = axe.Axe().run(page, options=options).response["violations"]
    return [f"{one['id']} ({one['impact']}): {node['html'][:160]}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]


def test_axe_sees_what_is_wrong(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    page.evaluate("document.querySelector('#log').append(document.createElement('img'), document.createElement('button'))")
    page.evaluate("document.querySelector('.welcome p').style.color = '#dddddd'")
    assert {line.partition(" ")[0] for line in grave_findings(page)} == {"image-alt", "button-name", "color-contrast"}
    assert {line.partition(" ")[0] for line in grave_findings(page, "color-contrast")} == {"color-contrast"}


@pytest.fixture(scope="module")
def kept_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over the sample documents, with everything kept in files."""
    folder = tmp_path_factory.mktemp("kept")
    library = Library(SAMPLES)
    update_index(library, folder / "index", HashingEncoder())
    with served(partial(build_page, Assistant(folder / "index", HashingEncoder()), library, folder / "index")) as address:
        yield address


IN_EVERY_FORM = (
    pytest.mark.parametrize("scheme", ["light", "dark"]),
    pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"]),
)


def in_every_form(test: Callable[..., None]) -> Callable[..., None]:
    for mark in IN_EVERY_FORM:
        test = mark(test)
    return test


@in_every_form
def test_nothing_keeps_anybody_out(scheme: str, phone: bool, site: Site, open_page: Callable[..., Page]) -> None:
    assert looked_at(SCENES, site.address, scheme, phone, open_page) == {}


@in_every_form
def test_nothing_that_is_kept_keeps_anybody_out(scheme: str, phone: bool, kept_site: str, open_page: Callable[..., Page]) -> None:
    assert looked_at(KEPT_SCENES, kept_site, scheme, phone, open_page) == {}


def looked_at(
    scenes: Sequence[Callable[[Page], None]], address: str, scheme: str, phone: bool, open_page: Callable[..., Page]
) -> dict[str, list[str]]:
    """What axe-core finds in each scene of one form of the page."""
    size = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {"viewport": DESKTOP}
    page = open_page(address, color_scheme=scheme, **size)
    rules = ["color-contrast"] if scheme == "dark" else []  # nothing else depends on the colours
    found = {}
    for scene in scenes:
        scene(page)
        if lines := grave_findings(page, *rules):
            found[scene.__name__] = lines
    return found


def focused(page: Page) -> str:
    """What has the focus: its event, label or tag."""
    return str(page.evaluate("(({ dataset, id, tagName }) => dataset.event || id || tagName)(document.activeElement)"))


def tab_to(page: Page, wanted: str, *, key: str = "Tab") -> None:
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached with {key}; the focus is on {focused(page)}")


def test_the_keyboard_alone_asks_reads_opens_steps_and_closes(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.address)
    page.keyboard.type(HARBOUR)
    page.keyboard.press("Enter")
    page.locator(".took").wait_for()
    tab_to(page, "#log .open[data-number='1']", key="Shift+Tab")
    page.locator(".preview:popover-open").wait_for()
    page.keyboard.press("Escape")
    page.locator(".preview:popover-open").wait_for(state="hidden")
    assert focused(page) == "cite"
    page.keyboard.press("Enter")
    opened(page)
    assert page.evaluate("document.querySelector('#source').contains(document.activeElement)")
    tab_to(page, f"#source [aria-label='{phrases.NEXT_QUOTE}']")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#source mark').textContent.includes('timber')")
    page.keyboard.press("Escape")
    page.locator("#source .source").wait_for(state="detached")
    assert focused(page) == "cite"
    tab_to(page, "details.why summary")
    page.keyboard.press("Enter")
    assert page.locator("details.why[open]").count() == 1
    tab_to(page, ".judge")
    page.keyboard.press("Space")
    page.locator(".judge[aria-pressed=true]").wait_for()
    assert page.locator("#log [role=status]").text_content() == answer_phrases.NOTED
    assert focused(page) == "judge"
    page.keyboard.press("Space")
    page.locator(".judge[aria-pressed=true]").wait_for(state="detached")
    assert page.locator("details.why[open]").count() == 1
    tab_to(page, "button[data-event=more]")
    page.keyboard.press("Enter")
    page.locator("p.more").wait_for()
    assert page.evaluate("document.activeElement.textContent") == answer_phrases.NO_MORE


def test_the_focus_is_seen_wherever_it_goes(site: Site, open_page: Callable[..., Page]) -> None:
    """Each stop has an outline, and what has the focus is not wholly under something else (WCAG 2.2, 2.4.7 and 2.4.11)."""
    page = open_page(site.address)
    ask(page, HARBOUR)
    ask(page, "Does the market sell cheese, bread and candles?")
    page.get_by_role("tab", name=phrases.ASK).focus()
    seen, hidden = set(), []
    script = """() => {
      const on = document.activeElement, box = on.getBoundingClientRect(), { outlineStyle, outlineWidth } = getComputedStyle(on);
      const places = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.left + x * box.width, box.top + y * box.height]));
      const free = places.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (on.contains(top) || top.contains(on)); });
      return { name: on.outerHTML.slice(0, 120), outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2, free };
    }"""
    for _ in range(120):
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        stop = page.evaluate(script)
        if stop["name"].startswith("<body"):
            break
        seen.add(stop["name"])
        if not (stop["outlined"] and stop["free"]):
            hidden.append(stop)
    assert len(seen) > 30
    assert hidden == []


def test_nothing_moves_where_no_motion_is_wanted(site: Site, open_page: Callable[..., Page]) -> None:
    moving = """() => Array.from(document.querySelectorAll("body *")).filter((one) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
      return transitionDuration.split(",").some((time) => parseFloat(time) > 0) || animationName !== "none" || scrollBehavior === "smooth";
    }).length"""
    usual = open_page(site.address, reduced_motion="no-preference")
    assert usual.evaluate(moving) > 0
    page = open_page(site.address, reduced_motion="reduce")
    ask(page, HARBOUR)
    page.locator(".open cite").first.hover()
    page.locator(".preview:popover-open").wait_for()
    assert page.evaluate(moving) == 0
    assert page.evaluate("document.getAnimations().length") == 0
