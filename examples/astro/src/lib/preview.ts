/** In a preview, each part of a page says where it is edited. */

/** Attributes of the element that shows a part of a page; none outside of a preview. */
export function edited(part: object | null | undefined): Record<string, string> {
  if (!part || !("edit_url" in part) || typeof part.edit_url !== "string") return {};
  return { "data-gait-edit": part.edit_url };
}
