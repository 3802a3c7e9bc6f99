/** In a preview, each part of a page says where it is edited. */

const ATTRIBUTE = "data-gait-edit";

/** Attributes of the element that shows a field of the page itself. */
export function editedField({ preview }: App.Locals, name: string): Record<string, string> {
  const url = preview?.editUrls[name];
  return url ? { [ATTRIBUTE]: url } : {};
}

/** Attributes of the element that shows a part of a page; none outside of a preview. */
export function edited(part: object | null | undefined): Record<string, string> {
  if (!part || !("edit_url" in part) || typeof part.edit_url !== "string") return {};
  return { [ATTRIBUTE]: part.edit_url };
}
