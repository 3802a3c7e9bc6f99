/** Webhooks of Gait, signed as Standard Webhooks defines. */

import type { Change } from "./types.js";

/** Public content was changed: read again what has one of the tags. */
export interface ContentChanged {
  type: "content.changed";
  timestamp: string;
  /** `everything_changed` comes with the one tag that every answer has. */
  data: { everything_changed: boolean; tags: string[]; changes: Change[] };
}

export interface ReplyReceived {
  type: "reply.received";
  timestamp: string;
  data: { id: number; page: number; status: "waiting" | "published" };
}

export interface FormSubmitted {
  type: "form.submitted";
  timestamp: string;
  data: { id: string; page: number };
}

/** Sent by the button in the admin. */
export interface Test {
  type: "test";
  timestamp: string;
  data: { message: string };
}

export type Message = ContentChanged | ReplyReceived | FormSubmitted | Test;

/** A message that does not come from Gait, or not now. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
}

/** Those of a `Request`, or `request.headers` of Node's own server. */
type AnyHeaders = Headers | Record<string, string | string[] | undefined>;

const TOLERANCE_SECONDS = 5 * 60;

/**
 * The message of a webhook, once its signature is right and its time is now.
 *
 * `body` is the text as it was received: JSON that was made anew has another signature.
 * A message that comes again, which has the same `webhook-id`, fits again.
 */
export async function verifyWebhook(
  body: string,
  headers: AnyHeaders,
  secret: string,
): Promise<Message> {
  const id = headerOf(headers, "webhook-id");
  const timestamp = headerOf(headers, "webhook-timestamp");
  const signatures = headerOf(headers, "webhook-signature");
  if (!isNow(timestamp)) throw new WebhookError("The message is too old, or too new.");
  if (!(await isSigned(`${id}.${timestamp}.${body}`, signatures, secret))) {
    throw new WebhookError("No signature is that of this body with this secret.");
  }
  return JSON.parse(body) as Message;
}

/** Answers a webhook: 204 once the message is taken, 401 for one that is not Gait's. */
export async function answerWebhook(
  request: Request,
  secret: string,
  take: (message: Message) => unknown,
): Promise<Response> {
  try {
    await take(await verifyWebhook(await request.text(), request.headers, secret));
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error;
    return new Response(error.message, { status: 401 });
  }
  return new Response(null, { status: 204 });
}

function headerOf(headers: AnyHeaders, name: string) {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value === "string" && value) return value;
  throw new WebhookError(`The header ${name} is missing.`);
}

function isNow(timestamp: string): boolean {
  const seconds = /^\d+$/.test(timestamp) ? Number(timestamp) : NaN;
  return Math.abs(Date.now() / 1000 - seconds) <= TOLERANCE_SECONDS;
}

/** WebCrypto compares in constant time. There may be a signature of an old secret, too. */
async function isSigned(text: string, signatures: string, secret: string) {
  const { subtle } = await webCrypto();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const raw = bytesOf(secret.replace(/^whsec_/, ""));
  if (!raw?.length) throw new WebhookError("The secret is none of a webhook.");
  const key = await subtle.importKey("raw", raw, algorithm, false, ["verify"]);
  const signed = new TextEncoder().encode(text);
  for (const each of signatures.split(" ")) {
    const signature = each.startsWith("v1,") ? bytesOf(each.slice(3)) : null;
    if (signature && (await subtle.verify("HMAC", key, signature, signed))) return true;
  }
  return false;
}

function bytesOf(base64: string) {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Node 18 has it, but not as a global. */
async function webCrypto(): Promise<Crypto> {
  if (globalThis.crypto) return globalThis.crypto;
  const name = "node:crypto";
  return (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)).webcrypto;
}
