import type { APIRoute } from "astro";

import { stylesheet } from "../lib/stylesheet";

const headers = {
  "Content-Type": "text/css; charset=utf-8",
  // Its address has a version.
  "Cache-Control": "public, max-age=31536000, immutable",
};

export const GET: APIRoute = () => new Response(stylesheet, { headers });
