/** The clinic's data. The environment is read when the server starts, not when it is built. */

import { createGait } from "@gait/client";

export const gaitUrl = process.env.GAIT_URL ?? "http://localhost:8000";

export const gait = createGait({
  url: gaitUrl,
  frontEndKey: process.env.GAIT_FRONT_END_KEY,
});
