import type { Html } from "@gait/client";

/** Finished HTML of Gait. */
export function Prose({ html }: { html: Html }) {
  return <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}
