/** Loader of Astro's content layer: all articles once, and then what has changed. */

import { dataOf } from "./errors.js";
import { createGait, type Gait } from "./gait.js";
import type { GaitOptions } from "./options.js";

type Data = Record<string, unknown>;
type Tags = Map<string, string[]>;

/** What the loader uses of Astro's `LoaderContext`. */
export interface LoaderContext {
  store: {
    set(entry: { id: string; data: Data; digest: string }): unknown;
    delete(id: string): void;
    keys(): string[];
  };
  meta: { get(key: string): string | undefined; set(key: string, value: string): void };
  parseData(entry: { id: string; data: Data }): Promise<Data>;
  generateDigest(data: Data): string;
}

export interface Loader {
  name: string;
  load(context: LoaderContext): Promise<void>;
}

export type LoaderOptions = Pick<GaitOptions, "url" | "site" | "fetch">;

/** A collection of all articles in full, by their ids; Astro keeps it between builds. */
export function gaitLoader(options: LoaderOptions): Loader {
  return { name: "gait", load: (context) => new ArticleCopy(options, context).update() };
}

/** The state of a copy: what has changed since is asked for with the token. */
interface Kept {
  token: string;
  begunAt: number;
  /** What each article shows, by its id. */
  tags: [string, string[]][];
}

const PAGES_IN_A_LIST = 20;
/** No change tells of what the clock changes, as whether a review is overdue. */
const DAY_MS = 24 * 60 * 60 * 1000;

class ArticleCopy {
  readonly #gait: Gait;
  readonly #site: { site?: string };
  readonly #context: LoaderContext;
  /** Another site has other articles. */
  readonly #key: string;

  constructor(options: LoaderOptions, context: LoaderContext) {
    this.#gait = createGait(options);
    this.#site = options.site === undefined ? {} : { site: options.site };
    this.#context = context;
    this.#key = `gait ${options.url} ${options.site ?? ""}`;
  }

  async update(): Promise<void> {
    const state = (await this.#followed()) ?? (await this.#begun());
    const { token, begunAt, tags: unchanged } = state;
    const tags: Tags = new Map();
    for (const id of await this.#listed()) {
      const shown = unchanged.get(id) ?? (await this.#read(id));
      if (shown) tags.set(id, shown);
    }
    for (const id of this.#context.store.keys()) {
      if (!tags.has(id)) this.#context.store.delete(id);
    }
    const kept: Kept = { token, begunAt, tags: [...tags] };
    this.#context.meta.set(this.#key, JSON.stringify(kept));
  }

  async #begun() {
    // Before anything is read, so that no change is missed.
    const { next } = await this.#gait.changes();
    return { token: next, begunAt: Date.now(), tags: new Map() as Tags };
  }

  /** What has not changed; null where everything has to be read. */
  async #followed() {
    const text = this.#context.meta.get(this.#key);
    if (text === undefined) return null;
    const kept = JSON.parse(text) as Kept;
    const changes = await this.#changesSince(kept.token);
    if (changes === null || Date.now() - kept.begunAt > DAY_MS) return null;
    const same = kept.tags.filter(([, tags]) => !tags.some((tag) => changes.tags.has(tag)));
    return { token: changes.next, begunAt: kept.begunAt, tags: new Map(same) as Tags };
  }

  /** Null if the server does not know any more what has changed since. */
  async #changesSince(since: string) {
    const tags = new Set<string>();
    let next = since;
    for (let hasMore = true; hasMore; ) {
      const params = { query: { since: next } };
      const answer = await this.#gait.api.GET("/api/v3/changes/", { params });
      if (answer.response.status === 410) return null;
      const changes = await dataOf(answer);
      for (const item of changes.items) item.tags.forEach((tag) => tags.add(tag));
      ({ next, has_more: hasMore } = changes);
    }
    return { tags, next };
  }

  async #listed(): Promise<string[]> {
    const found: string[] = [];
    for (let total = 1; found.length < total; ) {
      const list = await this.#gait.pages({
        type: ["articles.ArticlePage"],
        order: "id",
        limit: PAGES_IN_A_LIST,
        offset: found.length,
      });
      if (list.items.length === 0) break;
      found.push(...list.items.map((item) => String(item.id)));
      total = list.count;
    }
    return found;
  }

  /** What the article shows; null if it is not public any more. */
  async #read(id: string): Promise<string[] | null> {
    const params = { path: { page_id: Number(id) }, query: this.#site };
    const answer = await this.#gait.api.GET("/api/v3/pages/{page_id}/", { params });
    if (answer.response.status === 404 || answer.response.status === 410) return null;
    const found = await dataOf(answer);
    const digest = this.#context.generateDigest(found);
    const data = await this.#context.parseData({ id, data: found });
    this.#context.store.set({ id, data, digest });
    return answer.response.headers.get("Cache-Tag")?.split(",") ?? [];
  }
}
