// Suggestions below search fields: a WAI-ARIA combobox with list autocomplete.
const PAUSE_MS = 150;
const TWO_LETTERS = /[\p{L}\p{N}].*[\p{L}\p{N}]/u;

const made = (name, properties) => Object.assign(document.createElement(name), properties);

for (const form of document.querySelectorAll("form[data-suggestions]")) {
  const input = form.elements.q;
  const id = `${input.id}-suggestions`;
  const list = made("div", { id, className: "suggestions", role: "listbox", ariaLabel: "Suggestions" });
  const status = made("p", { className: "unseen", role: "status" });
  let request, active;

  const choose = (option) => {
    active = option;
    for (const each of list.children) each.ariaSelected = each === active;
    active?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", active?.id ?? "");
  };

  const open = (isOpen) => {
    request?.abort();
    choose();
    list.hidden = !isOpen;
    input.ariaExpanded = isOpen;
    status.textContent = isOpen ? `Suggestions: ${list.children.length}` : "";
  };

  const show = (items) => {
    const options = items.map(({ kind, title, url }, place) => {
      // The public host may be another.
      const href = new URL(url).pathname;
      const option = made("a", { id: id + place, href, role: "option", tabIndex: -1 });
      option.append(made("span", { dir: "auto", textContent: title }));
      if (kind !== "article") option.append(" ", made("small", { textContent: kind }));
      return option;
    });
    list.replaceChildren(...options);
    open(options.length > 0);
  };

  const ask = async () => {
    request?.abort();
    choose();
    const { signal } = (request = new AbortController());
    if (!TWO_LETTERS.test(input.value)) return show([]);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    const query = new URLSearchParams({ search: input.value });
    try {
      const answer = await fetch(`${form.dataset.suggestions}?${query}`, { signal });
      show((await answer.json()).items);
    } catch {
      if (!signal.aborted) show([]);
    }
  };

  const move = (event) => {
    const options = [undefined, ...list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || options.length < 2) return;
    if (step) {
      if (list.hidden) open(true);
      choose(options.at((options.indexOf(active) + step) % options.length));
    } else if (event.key === "Escape" && !list.hidden) open(false);
    else if (event.key === "Enter" && active) active.click();
    else return;
    event.preventDefault();
  };

  form.append(list, status);
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list" });
  input.setAttribute("aria-controls", id);
  open(false);
  input.addEventListener("input", ask);
  input.addEventListener("keydown", move);
  input.addEventListener("blur", () => open(false));
  // The field keeps the focus.
  list.addEventListener("mousedown", (event) => event.preventDefault());
}
