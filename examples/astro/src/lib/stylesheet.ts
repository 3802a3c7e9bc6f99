/** The stylesheet. It is an answer of the server, not a file, to be compressed as pages are. */

import { createHash } from "node:crypto";

import css from "../styles/site.css?inline";

const version = createHash("sha256").update(css).digest("hex").slice(0, 10);

export const stylesheet = css;
export const stylesheetUrl = `/site.css?v=${version}`;
