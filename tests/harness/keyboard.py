"""Walking a page with the keyboard alone, as a person does who cannot or will not use a mouse."""

_FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return {name: "", outline: 0};
  const style = getComputedStyle(e);
  const label = e.labels && e.labels.length ? e.labels[0].innerText : "";
  const name = e.getAttribute("aria-label") || label || e.innerText || e.value || "";
  const shown = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  return {name: name.replace(/\\s+/g, " ").replace(/\\*$/, "").trim(), outline: shown};
}"""
"""The name of what has the focus, and how thick the line around it is, in CSS pixels."""


def focused(page) -> str:
    """The name of what has the focus, in the words a person sees."""
    return page.evaluate(_FOCUSED)["name"]


def tab_to(page, name: str, most: int = 80) -> None:
    """Press Tab until the focus stands on what is called `name`; on the way it must always be seen."""
    passed = []
    for _ in range(most):
        found = page.evaluate(_FOCUSED)
        if found["name"] == name:
            return
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        passed.append(found["name"])
        assert not found["name"] or found["outline"] >= 2, f"no visible focus on {found['name']!r}"
    raise AssertionError(f"Tab does not reach {name!r}; it passed {passed}")


def fill_in(page, label: str, text: str) -> None:
    """Tab to the field called `label` and type."""
    tab_to(page, label)
    page.keyboard.type(text)


def press(page, name: str) -> None:
    """Tab to the link or button called `name` and press Enter; the next page is there when this returns."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
