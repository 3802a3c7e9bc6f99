/** Memory of a rendering server for public answers, until a webhook names their tags. */

type Fetch = (request: Request) => Promise<Response>;

export interface CacheOptions {
  /** Most answers; the one that was asked for the longest ago goes first. */
  max?: number;
  /** Most bytes of all of them. */
  maxBytes?: number;
  /** Gait is asked after so long whether an answer is still right: the clock changes some. */
  maxAgeSeconds?: number;
  /** Replaces the global `fetch`. */
  fetch?: Fetch;
}

interface Answer {
  body: ArrayBuffer;
  headers: Headers;
  tags: string[];
  checkedAt: number;
}

/** While Gait is away, an answer is shown for so long without having been checked. */
const WHILE_AWAY_SECONDS = 24 * 60 * 60;
/** No webhook tells of what touches these. */
const NOT_TOLD = new Set(["search"]);
const PERSONAL = ["Authorization", "Cookie", "Gait-Unlock"];
/** Of the body as it was sent, not as it was read. */
const OF_TRANSFER = ["Content-Encoding", "Content-Length", "Transfer-Encoding"];

export function taggedCache(options?: CacheOptions): TaggedCache {
  return new TaggedCache(options);
}

/** Keeps what is public and has a `Cache-Tag`; nothing that is private, nor searches. */
export class TaggedCache {
  readonly #answers = new Map<string, Answer>();
  readonly #max: number;
  readonly #maxBytes: number;
  readonly #maxAgeSeconds: number;
  readonly #fetch: Fetch;
  #bytes = 0;
  #revalidations = 0;

  constructor(options: CacheOptions = {}) {
    const { max = 1000, maxBytes = 64 * 1024 ** 2, maxAgeSeconds = 300, fetch } = options;
    this.#max = max;
    this.#maxBytes = maxBytes;
    this.#maxAgeSeconds = maxAgeSeconds;
    this.#fetch = fetch ?? ((request) => globalThis.fetch(request));
  }

  /** Answers from memory where it can; for `createGait({ fetch: cache.fetch })`. */
  readonly fetch: Fetch = async (request) => {
    if (!isPublic(request)) return this.#fetch(request);
    const kept = this.#answers.get(request.url);
    if (!kept) return this.#ask(request);
    if (ageSeconds(kept) < this.#maxAgeSeconds) {
      this.#keep(request.url, kept);
      return responseOf(kept);
    }
    return this.#check(request, kept);
  };

  /** Drops the answers that have one of the tags. */
  revalidate(tags: Iterable<string>): void {
    this.#revalidations += 1;
    const touched = new Set(tags);
    for (const [url, answer] of this.#answers) {
      if (answer.tags.some((tag) => touched.has(tag))) this.#drop(url);
    }
  }

  clear(): void {
    this.#revalidations += 1;
    for (const url of this.#answers.keys()) this.#drop(url);
  }

  async #ask(request: Request, kept?: Answer): Promise<Response> {
    const begun = this.#revalidations;
    const response = await this.#fetch(kept ? conditional(request, kept) : request);
    const isUnchanged = kept && response.status === 304;
    const answer = isUnchanged ? { ...kept, checkedAt: Date.now() } : await read(response);
    if (!answer && response.status < 500) this.#drop(request.url);
    if (!answer) return response;
    // What was asked for before a revalidation may be older than it.
    if (begun === this.#revalidations) this.#keep(request.url, answer);
    return responseOf(answer);
  }

  async #check(request: Request, kept: Answer): Promise<Response> {
    const response = await this.#ask(request, kept).catch((error: unknown) => ({ error }));
    if (response instanceof Response && response.status < 500) return response;
    // It may have been dropped meanwhile.
    const isKept = this.#answers.get(request.url) === kept;
    if (isKept && ageSeconds(kept) < WHILE_AWAY_SECONDS) return responseOf(kept);
    if (response instanceof Response) return response;
    throw response.error;
  }

  #keep(url: string, answer: Answer): void {
    this.#drop(url);
    this.#answers.set(url, answer);
    this.#bytes += answer.body.byteLength;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.#max && this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  #drop(url: string): void {
    this.#bytes -= this.#answers.get(url)?.body.byteLength ?? 0;
    this.#answers.delete(url);
  }
}

function isPublic({ method, cache, headers }: Request): boolean {
  const isRead = method === "GET" && cache !== "no-store" && cache !== "reload";
  return isRead && !PERSONAL.some((name) => headers.has(name));
}

/** The answer to keep; null for one that may not be, which is not read then. */
async function read(response: Response): Promise<Answer | null> {
  const tags = response.headers.get("Cache-Tag")?.split(",") ?? [];
  if (!mayBeKept(response, tags)) return null;
  const body = await response.arrayBuffer();
  return { body, headers: ofBody(response), tags, checkedAt: Date.now() };
}

function mayBeKept(response: Response, tags: string[]): boolean {
  const policy = response.headers.get("Cache-Control") ?? "";
  const isShared = /\bpublic\b/.test(policy) && !/\b(private|no-store)\b/.test(policy);
  const isTold = tags.length > 0 && !tags.some((tag) => NOT_TOLD.has(tag));
  return response.status === 200 && isShared && isTold;
}

function conditional(request: Request, { headers }: Answer): Request {
  const asked = new Headers(request.headers);
  asked.set("If-None-Match", headers.get("ETag") ?? "");
  return new Request(request, { headers: asked });
}

function ofBody(response: Response): Headers {
  const headers = new Headers(response.headers);
  for (const name of OF_TRANSFER) headers.delete(name);
  return headers;
}

function responseOf({ body, headers }: Answer): Response {
  return new Response(body, { headers });
}

function ageSeconds({ checkedAt }: Answer): number {
  return (Date.now() - checkedAt) / 1000;
}
