import { createGait, GaitError, type Html, type Page, type Preview } from "@gait/client";
import { shown } from "@gait/client/next";
import { cookies, draftMode, headers } from "next/headers";
import { notFound, permanentRedirect, redirect } from "next/navigation";
import { cache } from "react";

export const gait = createGait({
  url: process.env.GAIT_URL!,
  frontEndKey: process.env.GAIT_FRONT_END_KEY,
});

/** Cookie with the token of a preview. */
export const PREVIEW = "gait-preview";

/** A page, with the draft's addresses for editing where it is one. */
export type Found = { page: Page; draft?: Preview };

/** What Gait has at a path: a draft in draft mode, a page, or a redirect to follow. */
export const pageAt = cache(async (path: string): Promise<Found> => {
  const draft = await draftAt(path);
  if (draft) return { page: draft.page, draft };
  const found = await gait
    .route(path, { include: ["page"] }, shown("redirects"))
    .catch(refused(400, 404));
  if (found?.kind === "page") return { page: found.page };
  if (found?.kind === "redirect") {
    (found.status === 301 ? permanentRedirect : redirect)(found.to);
  }
  notFound();
});

/** The draft at a path, if a preview is open that has one there. */
async function draftAt(path: string): Promise<Preview | null> {
  if (!(await draftMode()).isEnabled) return null;
  const token = await previewToken();
  return token ? gait.preview(token, { path }).catch(refused(403, 404, 409)) : null;
}

/**
 * Wagtail's user bar for the draft at a path; null where the browser keeps the page.
 *
 * In the panel beside the form it is hidden, and checks the page for the editor.
 */
export async function userBarAt(path: string): Promise<Html | null> {
  const token = await previewToken();
  const shownIn = (await headers()).get("sec-fetch-dest");
  if (!token || (shownIn !== "document" && shownIn !== "iframe")) return null;
  return gait.userBar(token, { path, panel: shownIn === "iframe" }).catch(() => null);
}

const previewToken = async () => (await cookies()).get(PREVIEW)?.value;

/** A list of articles; there is none for a topic or a cursor that cannot be. */
export async function articles(query: { topic?: string[]; cursor?: string; limit?: number }) {
  return (await gait.articles(query, shown()).catch(refused(400, 404))) ?? notFound();
}

export const replies = (page: number) =>
  gait.comments(page, {}, shown(`replies-${page}`, "reply-settings"));

export const site = () => gait.site(shown());

/** The path of an address of this site. */
export const pathOf = (url: string) => new URL(url).pathname;

/** Takes these refusals for nothing; others are thrown. */
const refused =
  (...statuses: number[]) =>
  (error: unknown): null => {
    if (error instanceof GaitError && statuses.includes(error.status)) return null;
    throw error;
  };
