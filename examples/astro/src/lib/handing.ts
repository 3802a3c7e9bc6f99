/** Files that Gait makes for this site, handed through at its own addresses. */

import { gaitUrl } from "./gait";

export async function handThrough(path: string): Promise<Response> {
  const { body, headers, status } = await fetch(new URL(path, gaitUrl), { redirect: "manual" });
  const type = headers.get("Content-Type") ?? "text/plain";
  return new Response(body, { status, headers: { "Content-Type": type } });
}
