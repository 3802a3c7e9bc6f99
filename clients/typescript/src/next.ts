/** Recipe for Next.js 15 or newer; what it needs of Next.js is handed in. */

import type { ReadOptions } from "./options.js";
import { answerWebhook } from "./webhooks.js";

/**
 * Tags of what an answer may show.
 *
 * Next.js asks for them before the answer is read, so they are those of whole kinds: an
 * article shows titles, pictures and people of others, the menus and the clinic, and each
 * change of one touches the tag of its kind, too.
 */
export const SHOWN: readonly string[] = [
  ...["gait", "pages", "articles", "forms", "people", "topics", "clinics", "sites"],
  ...["images", "documents", "embeds", "collections", "tags", "locales", "restrictions"],
];

const A_DAY = 24 * 60 * 60;

/** Options for a read that Next.js keeps until a webhook names one of its tags. */
export function shown(...more: string[]): ReadOptions {
  // Pages that are made for each request keep only what is fetched with force-cache.
  // No webhook tells what the clock changes, as that a review is due.
  return { cache: "force-cache", next: { tags: [...SHOWN, ...more], revalidate: A_DAY } };
}

/** Answers a message of a webhook: its tags are revalidated if the signature is right. */
export function handleWebhook(
  request: Request,
  secret: string,
  revalidateTag: (tag: string, profile: { expire: number }) => void,
): Promise<Response> {
  return answerWebhook(request, secret, (message) => {
    const tags = message.type === "content.changed" ? message.data.tags : [];
    // At once: the next reader waits for the new page.
    for (const tag of tags) revalidateTag(tag, { expire: 0 });
  });
}
