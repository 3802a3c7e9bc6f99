/** Options of the client and of each call. */

export interface GaitOptions {
  /** Address of Gait: `https://gait.example.org`. */
  url: string;
  /** HOST or HOST:PORT of one of several sites, as Gait knows it; left out, that of `url`. */
  site?: string | undefined;
  /** API token: what is read with it is not public. Keep it on a server. */
  token?: string | undefined;
  /** Key of a server that renders for visitors, whose addresses it then states. */
  frontEndKey?: string | undefined;
  /** Replaces the global `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/** What `fetch` is told, besides the address. */
export interface ReadOptions {
  signal?: AbortSignal | undefined;
  headers?: Record<string, string> | undefined;
  cache?: RequestCache | undefined;
  /** Of Next.js. */
  next?: { tags?: string[]; revalidate?: number | false } | undefined;
  /** Token of `unlock`, for pages behind a password. */
  unlock?: string | undefined;
}

export interface SendOptions {
  signal?: AbortSignal | undefined;
  /** Random name of what is sent: a repeat with the same name is taken once. */
  idempotencyKey?: string | undefined;
  /** Network address of the visitor for whom a server sends; needs `frontEndKey`. */
  visitor?: string | null | undefined;
  /** Token of `unlock`: for a form behind a password, or the second of two passwords. */
  unlock?: string | undefined;
}

export function fetchOptions({ unlock, headers, ...options }: ReadOptions = {}) {
  if (unlock === undefined) return { ...options, headers };
  // Such an answer is for one visitor.
  return {
    ...options,
    cache: "no-store" as const,
    headers: { ...headers, "Gait-Unlock": unlock },
  };
}

/** The visitor's address as one element of RFC 7239; anything else is no address. */
export function forwarded(visitor: string | null | undefined): string {
  if (!visitor || !/^[0-9A-Fa-f.:]+$/.test(visitor)) return "for=unknown";
  return visitor.includes(":") ? `for="[${visitor}]"` : `for=${visitor}`;
}
