"use client";

import { followPreview } from "@gait/client/preview";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** In the admin's panel, shows the draft while somebody types; a click leads to its field. */
export function FollowPreview({ origin }: { origin: string }) {
  const router = useRouter();
  useEffect(() => {
    async function onDraft(token: string) {
      // Keeps the new token; the draft may have another path by now.
      const answer = await fetch(`/preview/?token=${encodeURIComponent(token)}`);
      if (!answer.ok) return;
      router.replace(new URL(answer.url).pathname, { scroll: false });
      router.refresh();
    }
    return followPreview({ origin, onDraft });
  }, [origin, router]);
  return <p className="draft">This is a draft.</p>;
}
