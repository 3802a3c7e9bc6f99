/** Pages behind a password. A cookie holds the token that opens them for half an hour. */

import { GaitError } from "@gait/client";
import type { AstroGlobal } from "astro";

import { gait } from "./gait";
import { isToken } from "./sending";

const COOKIE = "gait_unlock";

export function unlockToken({ cookies }: AstroGlobal): string | undefined {
  const token = cookies.get(COOKIE)?.value ?? "";
  return isToken(token) ? token : undefined;
}

/** Opens the page with the password that was entered; else says what is wrong with it. */
export async function unlock(page: AstroGlobal, password: string): Promise<string[]> {
  const { pathname: path, protocol } = page.url;
  try {
    const { token, expires_at } = await gait.unlock(path, password, {
      visitor: page.clientAddress,
      unlock: unlockToken(page),
    });
    const expires = new Date(expires_at);
    const secure = protocol === "https:";
    page.cookies.set(COOKIE, token, { path, expires, secure, httpOnly: true, sameSite: "lax" });
    return [];
  } catch (refusal) {
    if (!(refusal instanceof GaitError)) throw refusal;
    page.response.status = refusal.status;
    return Object.values(refusal.fields).flat().concat(refusal.message).slice(0, 1);
  }
}
