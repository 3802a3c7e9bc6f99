/** The clinic's data. The environment is read when the server starts, not when it is built. */

import { createGait } from "@gait/client";
import { taggedCache } from "@gait/client/cache";

export const gaitUrl = process.env.GAIT_URL || "http://localhost:8000";

/** Public answers, kept until the webhook says that they have changed. */
export const answers = taggedCache({ max: 2000 });

export const gait = createGait({
  url: gaitUrl,
  frontEndKey: process.env.GAIT_FRONT_END_KEY || undefined,
  // Without the webhook nobody would say so.
  ...(process.env.GAIT_WEBHOOK_SECRET && { fetch: answers.fetch }),
});
