/* The preview on the front end of a page's site. While somebody types, the frame gets a
   message with a token in place of a reload; a click in it leads to the field. */
(() => {
  const READY = "gait:preview-ready";
  const LEFT = "gait:preview-left";
  const EDIT = "gait:edit";
  const DRAFT = "gait:preview";
  const FIELDS =
    "input:not([type='hidden']), textarea, select, [contenteditable='true']";

  // Origin and token, as the server said them when it stored the form last.
  let frontEnd = null;
  // Windows whose page shows each draft that it is told of.
  const listening = new WeakSet();

  const frameIn = (panel) => panel.querySelector("#w-preview-iframe");

  function showsChosenMode(panel, frame) {
    const chosen = panel.querySelector("[data-w-preview-target='mode']");
    const { searchParams } = new URL(frame.src, location.href);
    return !chosen || searchParams.get("mode") === chosen.value;
  }

  document.addEventListener("w-preview:json", ({ detail }) => {
    if (detail.data.is_valid) frontEnd = detail.data.front_end ?? null;
  });

  // Before each reload of the frame.
  document.addEventListener("w-preview:load", (event) => {
    const frame = frameIn(event.target);
    const { contentWindow } = frame;
    if (!frontEnd || !listening.has(contentWindow)) return;
    if (!showsChosenMode(event.target, frame)) return;
    event.preventDefault();
    contentWindow.postMessage(
      { type: DRAFT, token: frontEnd.token },
      frontEnd.origin,
    );
  });

  window.addEventListener("message", ({ data, origin, source }) => {
    if (!frontEnd || origin !== frontEnd.origin) return;
    if (data?.type === READY) listening.add(source);
    else if (data?.type === LEFT) listening.delete(source);
    else if (data?.type === EDIT) open(data.edit_url);
  });

  // The form of another page opens after the browser has asked about what is not saved.
  function open(address) {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) return;
    if (url.pathname === location.pathname) goTo(pathIn(url.hash));
    else location.assign(url);
  }

  const pathIn = (hash) =>
    new URLSearchParams(hash.split(":w:")[1]).get("contentpath");

  const placeAt = (path) =>
    path
      .split(".")
      .reduce(
        (place, name) =>
          place?.querySelector(`[data-contentpath="${CSS.escape(name)}"]`),
        document.querySelector("[data-edit-form]"),
      );

  // Opens the tab and the panels around a place, the outermost first.
  function reveal(place) {
    const id = place.closest("[role='tabpanel']")?.id;
    const tab = document.querySelector(`[role='tab'][aria-controls='${id}']`);
    if (tab?.ariaSelected !== "true") tab?.click();
    const panels = [...document.querySelectorAll("[data-panel]")];
    const own = place.querySelector(":scope > [data-panel]");
    for (const panel of panels.filter((each) => each.contains(place) || each === own)) {
      const toggle = panel.querySelector("[data-panel-toggle]");
      if (toggle?.ariaExpanded === "false") toggle.click();
    }
  }

  const firstVisible = (place, selector) =>
    [...place.querySelectorAll(selector)].find((each) => each.checkVisibility());

  // True once the focus is there.
  function reach(path) {
    const place = placeAt(path);
    if (!place) return false;
    reveal(place);
    const field = firstVisible(place, FIELDS) ?? firstVisible(place, "button");
    if (!field) return false;
    place.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
    return document.activeElement === field;
  }

  // Tabs and blocks appear gradually. Who begins to work meanwhile stays where they are.
  function goTo(path) {
    if (!path || reach(path)) return;
    const waiting = new AbortController();
    const { signal } = waiting;
    const appeared = new MutationObserver(() => reach(path) && waiting.abort());
    signal.addEventListener("abort", () => appeared.disconnect());
    for (const begun of ["pointerdown", "keydown"]) {
      document.addEventListener(begun, () => waiting.abort(), {
        capture: true,
        signal,
      });
    }
    appeared.observe(document.body, {
      attributeFilter: ["class", "hidden"],
      childList: true,
      subtree: true,
    });
  }

  const goToFragment = () => goTo(pathIn(location.hash));
  window.addEventListener("hashchange", goToFragment);
  goToFragment();
})();
