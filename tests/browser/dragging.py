"""Dragging of text from one place of a page to another."""

# Where nothing covers it. ``isDropped`` says whether it has arrived.
DRAGGED = """(box) => {
  document.getElementById("source")?.remove();
  globalThis.isDropped = false;
  globalThis.addEventListener("drop", (event) => {
    globalThis.isDropped ||= box.contains(event.target);
  }, true);
  const source = document.createElement("p");
  source.innerHTML = "10<sup>3</sup> units";
  source.id = "source";
  Object.assign(source.style, { position: "fixed", top: "0", left: "40%", zIndex: 999 });
  document.body.append(source);
  box.blur();
  getSelection().selectAllChildren(source);
}"""


TRIES = 5


def drag_in(page, box, target):
    """Drags text from elsewhere into a field.

    On a busy machine Chromium may not begin to drag before the button is let go, so
    this is tried again, as a person would.
    """
    for _ in range(TRIES):
        box.evaluate(DRAGGED)
        drag(page, page.locator("#source"), target)
        for _ in range(10):
            if page.evaluate("globalThis.isDropped"):
                return
            page.wait_for_timeout(100)
    raise AssertionError("The text was never dropped.")


def drag(page, source, target):
    for place, act in ((source, page.mouse.down), (target, page.mouse.up)):
        box = place.bounding_box()
        for step in (12, 6):
            right = box["x"] + box["width"]
            page.mouse.move(right - step, box["y"] + box["height"] / 2)
        act()
