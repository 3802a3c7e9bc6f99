import type { APIRoute } from "astro";

import { handThrough } from "../lib/handing";

export const GET: APIRoute = ({ url }) => handThrough(url.pathname);
