import { createGait, GaitError, type Page } from "@gait/client";
import { shown } from "@gait/client/next";
import { notFound, permanentRedirect, redirect } from "next/navigation";
import { cache } from "react";

export const gait = createGait({
  url: process.env.GAIT_URL!,
  frontEndKey: process.env.GAIT_FRONT_END_KEY,
});

/** What Gait has at a path: a page, or a redirect that is followed here. */
export const pageAt = cache(async (path: string): Promise<Page> => {
  const found = await gait.route(path, { include: ["page"] }, shown("redirects")).catch(missing);
  if (found?.kind === "page") return found.page;
  if (found?.kind === "redirect") {
    (found.status === 301 ? permanentRedirect : redirect)(found.to);
  }
  notFound();
});

export const articles = (query: { topic?: string[]; cursor?: string; limit?: number }) =>
  gait.articles(query, shown());

export const replies = (page: number) =>
  gait.comments(page, {}, shown(`replies-${page}`, "reply-settings"));

export const site = () => gait.site(shown());

/** The path of an address of this site. */
export const pathOf = (url: string) => new URL(url).pathname;

function missing(error: unknown) {
  if (error instanceof GaitError && error.status === 404) return null;
  throw error;
}
