/** Client of Gait's API v3. */

export { GaitError } from "./errors.js";
export { createGait, Gait } from "./gait.js";
export type { GaitOptions, ReadOptions, SendOptions } from "./options.js";
export type { components, operations, paths } from "./schema.js";
export type * from "./types.js";
