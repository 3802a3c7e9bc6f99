/** Titles that may be meant by what a visitor has typed so far, for the search fields. */

import type { APIRoute } from "astro";

import { gait } from "../../lib/gait";

/** Gait takes no more letters. */
const MOST_LETTERS = 200;

export const GET: APIRoute = async ({ url }) => {
  const typed = (url.searchParams.get("q") ?? "").replaceAll("\0", "").slice(0, MOST_LETTERS);
  return Response.json(await gait.suggestions(typed));
};
