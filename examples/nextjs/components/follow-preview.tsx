"use client";

import type { Html } from "@gait/client";
import { followPreview } from "@gait/client/preview";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";

/** In the admin's panel, shows the draft while somebody types; a click leads to its field. */
export function FollowPreview({ origin, userBar }: { origin: string; userBar: Html | null }) {
  const router = useRouter();
  const [isLoading, startTransition] = useTransition();
  const shown = useRef<() => void>(undefined);
  useEffect(() => {
    if (!isLoading) shown.current?.();
  }, [isLoading]);
  useEffect(() => {
    async function onDraft(token: string) {
      // Keeps the new token; the draft may have another path by now.
      const answer = await fetch(`/preview/?token=${encodeURIComponent(token)}`);
      if (!answer.ok) return;
      // The checks of the user bar run once the draft is there.
      const isShown = new Promise<void>((resolve) => (shown.current = resolve));
      startTransition(() => {
        router.replace(new URL(answer.url).pathname, { scroll: false });
        router.refresh();
      });
      await isShown;
    }
    return followPreview({ origin, onDraft });
  }, [origin, router]);
  useEffect(() => {
    if (userBar && !document.querySelector("wagtail-userbar")) show(userBar);
  }, [userBar]);
  return <p className="draft">This is a draft.</p>;
}

/** At the end of the body, with its scripts, which React does not run. */
function show(userBar: Html) {
  document.body.append(document.createRange().createContextualFragment(userBar));
}
