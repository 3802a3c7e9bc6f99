/** Files that Gait makes for this site, handed through at its own addresses. */

import { gaitUrl } from "./gait";

export async function handThrough(path: string): Promise<Response> {
  const { body, headers, ok } = await fetch(new URL(path, gaitUrl), { redirect: "manual" });
  if (!ok) return new Response("Not found", { status: 404 });
  const type = headers.get("Content-Type") ?? "text/plain";
  return new Response(body, { headers: { "Content-Type": type } });
}
