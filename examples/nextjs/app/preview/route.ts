import { GaitError } from "@gait/client";
import { cookies, draftMode } from "next/headers";
import { type NextRequest, NextResponse } from "next/server";

import { gait, PREVIEW } from "../../lib/gait";

/** The admin leads here with a token; the draft is shown at its own path. */
export async function GET({ nextUrl }: NextRequest) {
  const token = nextUrl.searchParams.get("token") ?? "";
  try {
    const { path } = await gait.preview(token);
    (await draftMode()).enable();
    // Not readable by scripts; with SameSite=None, as it is needed in the admin's frame.
    const options = { httpOnly: true, secure: true, sameSite: "none", maxAge: 15 * 60 } as const;
    (await cookies()).set(PREVIEW, token, options);
    return answer(null, 307, { Location: path ?? "/" });
  } catch (error) {
    if (error instanceof GaitError) return answer(error.message, error.status);
    throw error;
  }
}

const answer = (body: string | null, status: number, headers = {}) =>
  new NextResponse(body, {
    status,
    headers: {
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex",
      ...headers,
    },
  });
