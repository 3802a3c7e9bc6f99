/** What a page may load: nothing within it, files of this site, pictures of Gait, videos. */

import { gaitUrl } from "./gait";

const VIDEOS = [
  "https://www.youtube.com",
  "https://www.youtube-nocookie.com",
  "https://player.vimeo.com",
];

/** The Content-Security-Policy; in a preview with the admin's frame and its user bar. */
export function contentPolicy(admin?: string): string {
  return [
    "default-src 'self'",
    ...(admin ? [`script-src 'self' ${admin}`, `style-src 'self' ${admin}`] : []),
    `img-src 'self' data: ${new URL(gaitUrl).origin}`,
    `frame-src ${VIDEOS.join(" ")}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${admin ? `'self' ${admin}` : "'none'"}`,
  ].join("; ");
}
