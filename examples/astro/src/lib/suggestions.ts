/** Suggestions below a search field: a WAI-ARIA combobox with list autocomplete. */

import type { Suggestion } from "@gait/client";

const PAUSE_MS = 150;
const TWO_LETTERS = /[\p{L}\p{N}].*[\p{L}\p{N}]/u;

export function suggest(form: HTMLFormElement, input: HTMLInputElement): void {
  const id = `${input.id}-suggestions`;
  const list = made("div", { id, className: "suggestions", role: "listbox", ariaLabel: "Suggestions" });
  const status = made("p", { className: "unseen", role: "status" });
  const options = () => [...list.querySelectorAll("a")];
  let active: HTMLAnchorElement | undefined;
  let request: AbortController | undefined;

  function choose(option?: HTMLAnchorElement) {
    active = option;
    for (const each of options()) each.ariaSelected = String(each === active);
    active?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", active?.id ?? "");
  }

  function open(isOpen: boolean) {
    request?.abort();
    choose();
    list.hidden = !isOpen;
    input.ariaExpanded = String(isOpen);
    status.textContent = isOpen ? `Suggestions: ${options().length}` : "";
  }

  function show(found: Suggestion[]) {
    list.replaceChildren(...found.map((each, place) => optionOf(each, id + place)));
    open(found.length > 0);
  }

  async function ask() {
    request?.abort();
    choose();
    request = new AbortController();
    const { signal } = request;
    if (!TWO_LETTERS.test(input.value)) return show([]);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    try {
      const answer = await fetch(`/search/suggestions/?${new URLSearchParams({ q: input.value })}`, { signal });
      show((await answer.json()) as Suggestion[]);
    } catch {
      if (!signal.aborted) show([]);
    }
  }

  function move(event: KeyboardEvent) {
    const places = [undefined, ...options()];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || places.length < 2) return;
    if (step) {
      if (list.hidden) open(true);
      choose(places.at((places.indexOf(active) + step) % places.length));
    } else if (event.key === "Escape" && !list.hidden) open(false);
    else if (event.key === "Enter" && active) active.click();
    else return;
    event.preventDefault();
  }

  form.append(list, status);
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", autocomplete: "off" });
  input.setAttribute("aria-controls", id);
  open(false);
  input.addEventListener("input", () => void ask());
  input.addEventListener("keydown", move);
  input.addEventListener("blur", () => open(false));
  // The field keeps the focus.
  list.addEventListener("mousedown", (event) => event.preventDefault());
}

function optionOf({ kind, title, url }: Suggestion, id: string): HTMLAnchorElement {
  const option = made("a", { id, href: url, role: "option", tabIndex: -1 });
  option.append(made("span", { dir: "auto", textContent: title }));
  if (kind !== "article") option.append(" ", made("small", { textContent: kind }));
  return option;
}

function made<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  return Object.assign(document.createElement(name), properties);
}
