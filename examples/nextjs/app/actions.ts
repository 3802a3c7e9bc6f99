"use server";

import { GaitError, type Html } from "@gait/client";
import { updateTag } from "next/cache";
import { headers } from "next/headers";

import { gait } from "../lib/gait";

export interface Outcome {
  /** Words for somebody whose reply was taken. */
  thanks?: string;
  problem?: string;
  /** To be shown at once: somebody may be in danger. */
  emergencyWording?: Html | null;
  /** What was typed, and what is wrong with it. */
  values: Record<string, string>;
  fields: Record<string, string[]>;
}

export async function sendReply(_: Outcome, form: FormData): Promise<Outcome> {
  const typed = (name: string) => String(form.get(name) ?? "");
  const values = { name: typed("name"), email: typed("email"), text: typed("text") };
  const consent = typed("consent");
  const page = Number(typed("page"));
  const idempotencyKey = typed("key") || crypto.randomUUID();
  // The proxy in front sets it; a header that visitors can set themselves would not do.
  const visitor = (await headers()).get("x-real-ip");
  try {
    const fields = { ...values, consent: consent === "on" };
    const outcome = await gait.reply(page, fields, { idempotencyKey, visitor });
    if (outcome.status === "published") {
      updateTag(`replies-${page}`);
      return { thanks: "Thank you. Your reply is published.", values: {}, fields: {} };
    }
    return {
      thanks: "Thank you. Somebody of the clinic reads your reply first.",
      emergencyWording: outcome.emergency_wording,
      values: {},
      fields: {},
    };
  } catch (error) {
    if (!(error instanceof GaitError)) throw error;
    return {
      problem: error.message,
      emergencyWording: error.emergencyWording,
      values: { ...values, consent },
      fields: error.fields,
    };
  }
}
