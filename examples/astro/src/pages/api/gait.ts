/** The webhook: forgets the answers that have changed. The next visitor sees the new ones. */

import { answerWebhook } from "@gait/client/webhooks";
import type { APIRoute } from "astro";

import { answers } from "../../lib/gait";

export const POST: APIRoute = ({ request }) =>
  answerWebhook(request, process.env.GAIT_WEBHOOK_SECRET ?? "", (message) => {
    if (message.type === "content.changed") answers.revalidate(message.data.tags);
  });
