/** Preview of drafts in the admin's panel: updates while somebody types, click to edit. */

export interface PreviewOptions {
  /** Origin of the admin, `admin_origin` of the preview's answer. */
  origin: string;
  /** Shows the draft that a new token stands for; left out, `showDraft`. */
  onDraft?: (token: string) => unknown;
}

/**
 * Shows what the editor types, and leads a click on `data-gait-edit` to its field.
 *
 * Call it on pages of the preview alone. Returns a function that ends it.
 */
export function followPreview({ origin, onDraft = showDraft }: PreviewOptions): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const receive = async ({ data, origin: from, source }: MessageEvent) => {
    if (from !== origin || source !== window.parent) return;
    if (data?.type !== "gait:preview" || typeof data.token !== "string") return;
    await onDraft(data.token);
    // The checks of Wagtail's user bar run anew.
    const hasUserBar = document.querySelector("wagtail-userbar") !== null;
    if (hasUserBar) tell({ wagtail: { type: "w-userbar:axe-ready" } }, origin);
  };
  const leave = () => tell({ type: "gait:preview-left" }, origin);
  window.addEventListener("message", receive, { signal });
  window.addEventListener("pagehide", leave, { signal });
  document.addEventListener("click", (event) => edit(event, origin), { signal });
  // The panel is not reloaded from now on.
  tell({ type: "gait:preview-ready" }, origin);
  return () => stop.abort();
}

/** Only the admin's own window hears it, and only in its panel. */
function tell(message: object, origin: string): void {
  if (isFramed()) window.parent.postMessage(message, origin);
}

let latest = 0;

/** Shows this page with another token in place of its body, where it is scrolled to. */
export async function showDraft(token: string): Promise<void> {
  latest += 1;
  const number = latest;
  const url = new URL(location.href);
  url.searchParams.set("token", token);
  const answer = await fetch(url, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // A later draft may have come first.
  if (!answer.ok || number !== latest) return;
  history.replaceState(null, "", url);
  document.title = page.title;
  document.body.replaceChildren(...page.body.children);
}

/** In a tab of its own, a preview's links lead on; in the panel all leads to a field. */
function edit(event: MouseEvent, origin: string): void {
  const clicked = event.target as Element;
  const url = clicked.closest<HTMLElement>("[data-gait-edit]")?.dataset["gaitEdit"];
  if (!url || (!isFramed() && clicked.closest("a, button, summary, input"))) return;
  if (new URL(url, location.href).origin !== origin) return;
  event.preventDefault();
  if (isFramed()) tell({ type: "gait:edit", edit_url: url }, origin);
  else location.href = url;
}

function isFramed(): boolean {
  return window.parent !== window;
}
