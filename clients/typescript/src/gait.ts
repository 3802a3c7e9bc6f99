import createClient, { type Client, defaultPathSerializer } from "openapi-fetch";

import { dataOf, GaitError } from "./errors.js";
import { fetchOptions, forwarded } from "./options.js";
import type { GaitOptions, ReadOptions, SendOptions } from "./options.js";
import type { paths } from "./schema.js";
import type {
  Article,
  ArticleList,
  ArticleQuery,
  Changes,
  CommentList,
  CommentQuery,
  Form,
  FormValues,
  Html,
  Image,
  Page,
  PageList,
  PageQuery,
  PersonList,
  PersonPage,
  PersonQuery,
  Preview,
  Received,
  ReplyFields,
  ReplyForm,
  ReplyOutcome,
  RoutePart,
  RouteWith,
  SearchQuery,
  SearchResults,
  Site,
  Suggestion,
  TopicList,
  TopicPage,
  TopicQuery,
  Unlocked,
} from "./types.js";

/** A client of the API of one site. */
export function createGait(options: GaitOptions): Gait {
  return new Gait(options);
}

/** Reads return the data of the answer; a refusal is thrown as a `GaitError`. */
export class Gait {
  /** The typed client of all operations of the API. */
  readonly api: Client<paths>;
  readonly #site: { site?: string };
  readonly #frontEndKey: string | undefined;

  constructor({ url, site, token, frontEndKey, fetch }: GaitOptions) {
    this.api = createClient<paths>({
      baseUrl: url,
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      fetch: fetch ?? globalFetch,
      // Lists between commas: an address is the same however long it is.
      querySerializer: { array: { style: "form", explode: false } },
      pathSerializer: pathOf,
    });
    this.#site = site === undefined ? {} : { site };
    this.#frontEndKey = frontEndKey;
  }

  /** What lives at the path of a site, with the parts that are to be brought along. */
  async route<Part extends RoutePart = never>(
    path: string,
    { include }: { include?: Part[] } = {},
    options?: ReadOptions,
  ): Promise<RouteWith<Part>> {
    const query = { path, include, ...this.#site };
    const found = this.api.GET("/api/v3/route/", {
      params: { query },
      ...fetchOptions(options),
    });
    // Parts that were asked for are there.
    return (await dataOf(found)) as RouteWith<Part>;
  }

  async page(id: number, options?: ReadOptions): Promise<Page> {
    const params = { path: { page_id: id }, query: this.#site };
    const found = this.api.GET("/api/v3/pages/{page_id}/", {
      params,
      ...fetchOptions(options),
    });
    // Without `fields`, it is the page in full.
    return (await dataOf(found)) as Page;
  }

  pages(query: PageQuery = {}, options?: ReadOptions): Promise<PageList> {
    const params = { query: { ...query, ...this.#site } };
    return dataOf(this.api.GET("/api/v3/pages/", { params, ...fetchOptions(options) }));
  }

  article(slug: string, options?: ReadOptions): Promise<Article> {
    const params = { path: { slug }, query: this.#site };
    return dataOf(
      this.api.GET("/api/v3/articles/{slug}/", { params, ...fetchOptions(options) }),
    );
  }

  articles(query: ArticleQuery = {}, options?: ReadOptions): Promise<ArticleList> {
    const params = { query: { ...query, ...this.#site } };
    return dataOf(
      this.api.GET("/api/v3/articles/", { params, ...fetchOptions(options) }),
    );
  }

  topic(slug: string, options?: ReadOptions): Promise<TopicPage> {
    const params = { path: { slug }, query: this.#site };
    return dataOf(
      this.api.GET("/api/v3/topics/{slug}/", { params, ...fetchOptions(options) }),
    );
  }

  topics(query: TopicQuery = {}, options?: ReadOptions): Promise<TopicList> {
    const params = { query: { ...query, ...this.#site } };
    return dataOf(this.api.GET("/api/v3/topics/", { params, ...fetchOptions(options) }));
  }

  person(slug: string, options?: ReadOptions): Promise<PersonPage> {
    const params = { path: { slug }, query: this.#site };
    return dataOf(
      this.api.GET("/api/v3/people/{slug}/", { params, ...fetchOptions(options) }),
    );
  }

  people(query: PersonQuery = {}, options?: ReadOptions): Promise<PersonList> {
    const params = { query: { ...query, ...this.#site } };
    return dataOf(this.api.GET("/api/v3/people/", { params, ...fetchOptions(options) }));
  }

  search(query: SearchQuery, options?: ReadOptions): Promise<SearchResults> {
    const params = { query: { ...query, ...this.#site } };
    return dataOf(this.api.GET("/api/v3/search/", { params, ...fetchOptions(options) }));
  }

  /** Titles that may be meant, while somebody types. */
  async suggestions(words: string, options?: ReadOptions): Promise<Suggestion[]> {
    const params = { query: { search: words, ...this.#site } };
    const found = this.api.GET("/api/v3/search/suggestions/", {
      params,
      ...fetchOptions(options),
    });
    return (await dataOf(found)).items;
  }

  /** Clinic, places, navigation and footer. */
  site(options?: ReadOptions): Promise<Site> {
    const params = { query: this.#site };
    return dataOf(this.api.GET("/api/v3/site/", { params, ...fetchOptions(options) }));
  }

  image(id: number, options?: ReadOptions): Promise<Image> {
    const params = { path: { image_id: id }, query: this.#site };
    return dataOf(
      this.api.GET("/api/v3/images/{image_id}/", { params, ...fetchOptions(options) }),
    );
  }

  form(id: number, options?: ReadOptions): Promise<Form> {
    const params = { path: { page_id: id }, query: this.#site };
    return dataOf(
      this.api.GET("/api/v3/forms/{page_id}/", { params, ...fetchOptions(options) }),
    );
  }

  /** Replies to the page with this id, as threads. */
  comments(
    page: number,
    query: CommentQuery = {},
    options?: ReadOptions,
  ): Promise<CommentList> {
    const params = { query: { ...query, page, ...this.#site } };
    return dataOf(
      this.api.GET("/api/v3/comments/", { params, ...fetchOptions(options) }),
    );
  }

  /** The form for a reply to the page with this id. */
  replyForm(page: number, options?: ReadOptions): Promise<ReplyForm> {
    const params = { query: { page, ...this.#site } };
    return dataOf(
      this.api.GET("/api/v3/comments/form/", { params, ...fetchOptions(options) }),
    );
  }

  /** The draft that a token stands for; one of several by its path. */
  preview(
    token: string,
    { path }: { path?: string } = {},
    options?: ReadOptions,
  ): Promise<Preview> {
    return dataOf(
      this.api.GET("/api/v3/preview/", {
        params: { query: { token, path } },
        ...fetchOptions({ cache: "no-store", ...options }),
      }),
    );
  }

  /** Wagtail's user bar for a draft; in the admin's panel hidden, for its checks. */
  async userBar(
    token: string,
    { path, panel }: { path?: string; panel?: boolean } = {},
    options?: ReadOptions,
  ): Promise<Html> {
    const found = this.api.GET("/api/v3/preview/user_bar/", {
      params: { query: { token, path, panel } },
      ...fetchOptions({ cache: "no-store", ...options }),
    });
    return (await dataOf(found)).html;
  }

  /** What has changed since a token; without one only the token of now. */
  changes(since?: string, options?: ReadOptions): Promise<Changes> {
    const params = { query: since === undefined ? {} : { since } };
    return dataOf(this.api.GET("/api/v3/changes/", { params, ...fetchOptions(options) }));
  }

  /** Sends the answers of the form with this id. */
  submit(form: number, values: FormValues, options?: SendOptions): Promise<Received> {
    const path = { page_id: form };
    return dataOf(
      this.api.POST("/api/v3/forms/{page_id}/submissions/", {
        ...this.#sent({ path }, options),
        body: values,
      }),
    );
  }

  /** Sends a reply to the page with this id. */
  async reply(
    page: number,
    fields: ReplyFields,
    options?: SendOptions,
  ): Promise<ReplyOutcome> {
    const answer = this.api.POST("/api/v3/comments/", {
      ...this.#sent({}, options),
      body: { ...fields, page },
    });
    // Types of openapi-fetch lose a member that is always null.
    return (await dataOf(answer)) as ReplyOutcome;
  }

  /** A token that opens the page at a path, and those below it, for half an hour. */
  unlock(path: string, password: string, options?: SendOptions): Promise<Unlocked> {
    return dataOf(
      this.api.POST("/api/v3/unlock/", {
        ...this.#sent({}, options),
        body: { path, password },
      }),
    );
  }

  #sent<Params>(params: Params, options: SendOptions = {}) {
    const { signal, idempotencyKey, visitor, unlock } = options;
    const header = {
      ...(idempotencyKey !== undefined && { "Idempotency-Key": idempotencyKey }),
      ...(unlock !== undefined && { "Gait-Unlock": unlock }),
      ...(this.#frontEndKey !== undefined && {
        "Gait-Front-End-Key": this.#frontEndKey,
        Forwarded: forwarded(visitor),
      }),
    };
    return { params: { ...params, query: this.#site, header }, signal };
  }
}

/** What URLs take for the folder itself or the one above would be another endpoint. */
function pathOf(path: string, values: Record<string, unknown>): string {
  if (Object.values(values).some((value) => /^\.{0,2}$/.test(String(value)))) {
    throw new GaitError(new Response(null, { status: 404 }), null);
  }
  return defaultPathSerializer(path, values);
}

/** Calls the global fetch of then, which a framework may have replaced meanwhile. */
async function globalFetch(request: Request): Promise<Response> {
  if (request.method === "GET") return globalThis.fetch(request);
  // That of Next.js sends the body of a Request as a stream, without its length.
  const { url, method, headers, signal } = request;
  return globalThis.fetch(url, { method, headers, signal, body: await request.text() });
}
