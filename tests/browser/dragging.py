"""Dragging of text from one place of a page to another."""

# Where nothing covers it.
DRAGGED = """(box) => {
  const source = document.createElement("p");
  source.innerHTML = "10<sup>3</sup> units";
  source.id = "source";
  Object.assign(source.style, { position: "fixed", top: "0", left: "40%", zIndex: 999 });
  document.body.append(source);
  box.blur();
  getSelection().selectAllChildren(source);
}"""


def drag(page, source, target):
    for place, act in ((source, page.mouse.down), (target, page.mouse.up)):
        box = place.bounding_box()
        for step in (12, 6):
            right = box["x"] + box["width"]
            page.mouse.move(right - step, box["y"] + box["height"] / 2)
        act()
