import { handleWebhook } from "@gait/client/next";
import { revalidateTag } from "next/cache";

/** Gait tells here of each change; the next visitor waits for the new page. */
export const POST = (request: Request) =>
  handleWebhook(request, process.env.GAIT_WEBHOOK_SECRET!, revalidateTag);
