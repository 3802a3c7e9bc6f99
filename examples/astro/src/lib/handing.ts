/** Files that Gait makes for this site, handed through at its own addresses. */

import { gaitUrl } from "./gait";

export async function handThrough(path: string): Promise<Response> {
  const url = new URL(gaitUrl);
  // Not resolved: "//elsewhere.example/" would be read from there.
  url.pathname = path;
  const { body, headers, ok } = await fetch(url, { redirect: "manual" });
  if (!ok) return new Response("Not found", { status: 404 });
  const type = headers.get("Content-Type") ?? "text/plain";
  return new Response(body, { headers: { "Content-Type": type } });
}
