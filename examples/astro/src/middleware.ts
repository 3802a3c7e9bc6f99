/** Headers of every answer, and compression. */

import { defineMiddleware } from "astro:middleware";

import { contentPolicy } from "./lib/policy";

const HEADERS = {
  // A page holds the key of the form on it, so it is kept for no other visitor.
  "Cache-Control": "private, no-cache",
  "Content-Security-Policy": contentPolicy(),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "X-Content-Type-Options": "nosniff",
};
const TEXT = /^(text\/|application\/(atom\+)?xml)/;

export const onRequest = defineMiddleware(async ({ request }, next) => {
  const response = await next();
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  const takesGzip = /\bgzip\b/.test(request.headers.get("Accept-Encoding") ?? "");
  return takesGzip && response.body ? compressed(response) : response;
});

function compressed(response: Response): Response {
  const { body, headers, status } = response;
  if (!body || !TEXT.test(headers.get("Content-Type") ?? "")) return response;
  headers.set("Content-Encoding", "gzip");
  headers.append("Vary", "Accept-Encoding");
  headers.delete("Content-Length");
  return new Response(body.pipeThrough(new CompressionStream("gzip")), { headers, status });
}
