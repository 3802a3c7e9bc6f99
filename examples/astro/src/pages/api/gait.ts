/** The webhook: forgets the answers that have changed. The next visitor sees the new ones. */

import { verifyWebhook, WebhookError } from "@gait/client/webhooks";
import type { APIRoute } from "astro";

import { answers } from "../../lib/gait";

export const POST: APIRoute = async ({ request }) => {
  const secret = process.env.GAIT_WEBHOOK_SECRET ?? "";
  try {
    const message = await verifyWebhook(await request.text(), request.headers, secret);
    if (message.type === "content.changed") answers.revalidate(message.data.tags);
    return new Response(null, { status: 204 });
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error;
    return new Response(error.message, { status: 401 });
  }
};
