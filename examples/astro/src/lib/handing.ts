/** Files that Gait makes for this site, handed through at its own addresses. */

import { gaitUrl } from "./gait";

/** What else the answers say: their page's address, and what search engines may list. */
const KEPT = ["Content-Type", "Link", "X-Robots-Tag"];

export async function handThrough(path: string): Promise<Response> {
  const url = new URL(gaitUrl);
  // Not resolved: "//elsewhere.example/" would be read from there.
  url.pathname = path;
  const { body, headers, ok } = await fetch(url, { redirect: "manual" });
  if (!ok) return new Response("Not found", { status: 404 });
  const kept = KEPT.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return new Response(body, { headers: kept });
}
