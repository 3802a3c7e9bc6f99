/** What a page may load: nothing within it, files of this site, pictures of Gait, videos. */

import { gaitUrl } from "./gait";

const VIDEOS = [
  "https://www.youtube.com",
  "https://www.youtube-nocookie.com",
  "https://player.vimeo.com",
];

/** The Content-Security-Policy; a preview may stand in a frame of the admin. */
export function contentPolicy(admin = "'none'"): string {
  return [
    "default-src 'self'",
    `img-src 'self' data: ${new URL(gaitUrl).origin}`,
    `frame-src ${VIDEOS.join(" ")}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${admin}`,
  ].join("; ");
}
