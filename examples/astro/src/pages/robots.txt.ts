import type { APIRoute } from "astro";

import { gait } from "../lib/gait";

export const GET: APIRoute = async () => {
  const { url } = await gait.site();
  return new Response(`User-agent: *\nDisallow: /preview/\nSitemap: ${url}/sitemap.xml\n`);
};
