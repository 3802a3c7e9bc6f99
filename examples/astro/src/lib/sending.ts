/** Forms and replies that visitors send: an ordinary POST, answered with the page. */

import { GaitError } from "@gait/client";
import type { Form, Html, ReplyFields, ReplyForm } from "@gait/client";
import { formValues } from "@gait/client/forms";

import { gait } from "./gait";

/** Id of what a visitor has to see first when a form was sent: the page opens there. */
export const OUTCOME = "outcome";

/** What became of a form that was sent. */
export interface Sending {
  /** Kept in the form until it is taken, so that nothing typed is lost. */
  entered: FormData;
  /** Names this one thing: sent again, it is taken once. */
  key: string;
  status: number;
  /** Messages by the name of the field. */
  errors: Record<string, string[]>;
  /** What was wrong with the whole. */
  problem: string | null;
  /** To be shown above everything. */
  emergency: Html | null;
  /** Words of thanks, once it is taken. */
  thanks: string | null;
}

interface Sender {
  /** The visitor's network address. */
  visitor: string;
  /** Token of a page behind a password. */
  unlock: string | undefined;
}

/** Larger ones Gait refuses, too. */
const MOST_BYTES = 1_000_000;

/** What a form holds that was sent; an answer where it is none. */
export async function formDataOf(request: Request): Promise<FormData | Response> {
  const bytes = Number(request.headers.get("Content-Length") ?? Infinity);
  if (bytes > MOST_BYTES) return new Response("That is too long.", { status: 413 });
  return await request.formData().catch(() => new Response("That is no form.", { status: 415 }));
}

export async function send(
  form: Form | ReplyForm,
  entered: FormData,
  { visitor, unlock }: Sender,
): Promise<Sending> {
  const given = String(entered.get("key") ?? "");
  const key = isToken(given) ? given : crypto.randomUUID();
  const sending = { entered, key, status: 200, errors: {}, problem: null };
  const options = { idempotencyKey: key, visitor, unlock };
  try {
    if (form.purpose === "reply") {
      const reply = { ...formValues(form, entered), ...parent(entered) } as ReplyFields;
      const outcome = await gait.reply(form.id, reply, options);
      const emergency = outcome.status === "pending" ? outcome.emergency_wording : null;
      return { ...sending, emergency, thanks: form.notices[outcome.status] };
    }
    const received = await gait.submit(form.id, formValues(form, entered), options);
    return { ...sending, emergency: received.emergency_wording, thanks: received.message };
  } catch (refusal) {
    if (!(refusal instanceof GaitError)) throw refusal;
    return { ...sending, ...refused(refusal), thanks: null };
  }
}

function refused({ status, fields, message, emergencyWording, retryAfter }: GaitError) {
  const minutes = retryAfter === null ? null : Math.ceil(retryAfter / 60);
  const wait = minutes && `Please try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
  const problem = Object.keys(fields).length ? null : [message, wait].filter(Boolean).join(" ");
  return { status, errors: fields, problem, emergency: emergencyWording ?? null };
}

function parent(entered: FormData): { parent?: number } {
  const id = Number(entered.get("parent"));
  return id ? { parent: id } : {};
}

/** False for words of visitors that no header can hold. */
export function isToken(words: string): boolean {
  return /^[\w:.-]+$/.test(words);
}

/** Id of the place with thanks or errors; emergency wording above takes it. */
export function outcomeId(sending: Sending | null): string | undefined {
  return sending?.emergency ? undefined : OUTCOME;
}

/** Title of a page that says whether what was sent was taken. */
export function answeredTitle(title: string, sending: Sending | null): string {
  return sending && !sending.thanks ? `Error: ${title}` : title;
}
