"""The row of filters as HTML: what is on, and the form that changes it.

What enters: the filter in force, the values it can take, and a problem with what was typed. What leaves: `Html`; every field
carries its value in `data-value`, from which the script sets it. It deliberately decides nothing.
"""

from collections.abc import Mapping

from corpus.language import language_name
from index.filters import Filter
from ui.page import filter_phrases as phrases
from ui.page.filtering import DOCUMENTS, NAMES, Offers, parts
from ui.page.markup import Html, element, join

# Dates are typed as far as they are known, and a document's name may be a pattern; everything else is chosen from a list.
TYPED = ("documents", "after", "before")


def render_filters(
    where: Filter, offered: Mapping[str, Offers], problem: str = "", typed: tuple[str, str] = ("", ""), prefix: str = "filter"
) -> Html:
    """The row: a button that opens the form, the parts that are on, and what is wrong with what was typed into a field; ids begin with a
    prefix, for a page may have several rows.
    """
    shown = [name for name in NAMES if name in TYPED or name in offered or getattr(where, name)]
    # The box for documents adds one to those that stand beside the form, and is empty again.
    values = {name: getattr(where, name) for name in NAMES if name != DOCUMENTS} | {DOCUMENTS: ""} | dict([typed])
    fields = element("div", *[_field(name, values[name], _offered(name, offered), prefix) for name in shown], class_="filter-fields")
    # The same elements whatever is set: a field that is being changed keeps the keyboard.
    complaint = element("p", problem, class_="problem", role="alert", hidden=not problem)
    form = element("details", element("summary", phrases.TITLE), complaint, fields, class_="filter-form")
    return element("div", form, _chips(where), class_="filters")


def words_of(where: Filter) -> str:
    """A filter in words."""
    return ", ".join(phrases.part(name, value) for name, value in parts(where))


def _offered(name: str, offered: Mapping[str, Offers]) -> Offers:
    return offered.get(name, Offers())


def _chips(where: Filter) -> Html:
    """One button for each part that is on, which takes it away, and one for all."""
    buttons = [_chip(name, value) for name, value in parts(where)]
    if not buttons:
        return Html("")
    clear = element("button", phrases.CLEAR, type="button", class_="quiet clear", data_event="unfilter")
    items = [element("li", button) for button in (*buttons, clear)]
    return element("ul", *items, class_="chips", aria_label=phrases.SWITCHED_ON)


def _chip(name: str, value: str) -> Html:
    words = phrases.part(name, value)
    return element(
        "button",
        words,
        " ",
        element("span", "✕", aria_hidden="true"),
        type="button",
        class_="chip",
        data_event="filter",
        data_field=name,
        data_value="",
        data_without=value if name == DOCUMENTS else None,
        aria_label=phrases.remove_filter(words),
    )


def _field(name: str, value: str, offered: Offers, prefix: str) -> Html:
    identity = f"{prefix}-{name}"
    label = element("label", phrases.NAMES[name], for_=identity)
    control = _typed(name, value, offered, identity) if name in TYPED else _chosen(name, value, offered, identity)
    return element("div", label, control, class_="field")


def _typed(name: str, value: str, offered: Offers, identity: str) -> Html:
    listed = f"{identity}-values" if offered.values else None
    box = element(
        "input",
        id=identity,
        type="text",
        data_filter=name,
        data_value=value,
        list=listed,
        placeholder=phrases.HINTS[name],
        autocomplete="off",
        spellcheck="false",
    )
    values = [element("option", phrases.counted(offer, documents), value=offer) for offer, documents in offered.values]
    return join([box, element("datalist", *values, id=listed) if listed else Html("")])


def _chosen(name: str, value: str, offered: Offers, identity: str) -> Html:
    options = [element("option", phrases.ANY, value="")]
    if value and value not in dict(offered.values):
        options.append(element("option", _shown(name, value), value=value))
    options += [element("option", phrases.counted(_shown(name, offer), documents), value=offer) for offer, documents in offered.values]
    if offered.more:
        options.append(element("option", phrases.more_values(offered.more), disabled=True))
    return element("select", *options, id=identity, data_filter=name, data_value=value)


def _shown(name: str, value: str) -> str:
    return language_name(value) if name == "language" else value
