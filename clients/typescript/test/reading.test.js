/** Reads of a real server, at GAIT_URL; the articles are those of test_client.py. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createGait, GaitError } from "@gait/client";

const url = process.env.GAIT_URL ?? "http://localhost:8000";
const gait = createGait({ url });

/** @param {Promise<unknown>} call */
async function refusal(call) {
  const thrown = await call.then(
    () => assert.fail("Nothing was refused."),
    (error) => error,
  );
  assert.ok(thrown instanceof GaitError, String(thrown));
  return thrown;
}

test("an article is read by its slug, and its blocks are narrowed by their types", async () => {
  const article = await gait.article("walking");
  /** @type {import("@gait/client").Html} */
  const html = article.introduction;
  assert.equal(article.title, "Walking");
  assert.equal(typeof html, "string");
  const [block] = article.sections;
  assert.ok(block?.type === "prose");
  assert.match(block.value.body, /^<p>/);
});

test("no other string is a piece of finished HTML", () => {
  // @ts-expect-error Plain text never lands in innerHTML.
  /** @type {import("@gait/client").Html} */ const html = "plain";
  assert.ok(html);
});

test("what may be left out may be undefined", async () => {
  const cursor = new URLSearchParams().get("cursor") ?? undefined;
  const { items } = await gait.articles({ cursor, limit: 1 }, { signal: undefined });
  assert.equal(items.length, 1);
});

test("a route brings along what was asked for, and nothing else", async () => {
  const found = await gait.route("/articles/walking/", { include: ["page", "site"] });
  assert.ok(found.kind === "page");
  assert.equal(found.page.title, "Walking");
  assert.equal(typeof found.site.clinic?.name, "string");
  assert.equal(found.comments, null);
  const bare = await gait.route("/articles/walking/");
  assert.ok(bare.kind === "page");
  // @ts-expect-error It was not asked for.
  assert.throws(() => bare.page.title);
  if (found.page.type === "articles.ArticlePage") assert.ok(found.page.sections);
});

test("lists are filtered by all values of a parameter, and go on by their cursor", async () => {
  const first = await gait.articles({ topic: ["back-pain", "sleep"], limit: 1, count: true });
  assert.equal(first.count, 2);
  assert.ok(first.next_cursor);
  const second = await gait.articles({
    topic: ["back-pain", "sleep"],
    limit: 1,
    cursor: first.next_cursor,
  });
  assert.notEqual(second.items[0]?.id, first.items[0]?.id);
  const { items } = await gait.articles({ fields: ["benefits"], search: "walking" });
  assert.ok(items[0] && "benefits" in items[0]);
});

test("topics, people, site, search and suggestions are read", async () => {
  assert.deepEqual(
    (await gait.topics()).items.map((topic) => topic.name),
    ["Back pain", "Sleep"],
  );
  assert.equal((await gait.topic("back-pain")).name, "Back pain");
  const [person] = (await gait.people()).items;
  assert.ok(person);
  assert.equal((await gait.person("maya-lindqvist")).name, person.name);
  assert.ok((await gait.site()).navigation);
  assert.equal((await gait.search({ search: "walking" })).items[0]?.title, "Walking");
  assert.equal((await gait.suggestions("walk"))[0]?.title, "Walking");
});

test("changes are told from a token on", async () => {
  const { next, items } = await gait.changes();
  assert.deepEqual(items, []);
  assert.equal((await gait.changes(next)).has_more, false);
});

test("a refusal has the status, the problem and the messages of each field", async () => {
  const missing = await refusal(gait.article("nothing"));
  assert.equal(missing.status, 404);
  assert.equal(missing.problem?.status, 404);
  assert.deepEqual(missing.suggestions, []);
  const near = (await refusal(gait.route("/old/wallking/"))).suggestions;
  assert.ok(near.some(({ kind, title }) => kind === "article" && title === "Walking"));
  // @ts-expect-error There is no such parameter.
  const unknown = await refusal(gait.articles({ colour: "green" }));
  assert.equal(unknown.status, 400);
  assert.ok(unknown.fields.colour?.[0]);
  assert.equal((await refusal(createGait({ url, token: "wrong" }).site())).status, 401);
  const elsewhere = await refusal(createGait({ url, site: "other.example" }).site());
  assert.equal(elsewhere.status, 404);
});

test("a slug never leads to another endpoint, whatever a visitor typed", async () => {
  for (const slug of [".", "..", "", "../site", "walking?limit=1", "walking/#x", "%2e"]) {
    assert.equal((await refusal(gait.article(slug))).status, 404, slug);
    assert.equal((await refusal(gait.topic(slug))).status, 404, slug);
  }
});

test("an answer of something else than Gait is a refusal, too", async () => {
  const answer = async () => new Response("<h1>Bad gateway</h1>", { status: 502 });
  const refused = await refusal(createGait({ url, fetch: answer }).site());
  assert.equal(refused.status, 502);
  assert.equal(refused.problem, null);
  assert.deepEqual(refused.fields, {});
});

test("fetch is told what the caller says, and what Next.js reads", async () => {
  /** @type {(Request & { next?: unknown })[]} */
  const asked = [];
  const other = createGait({
    url,
    fetch: (request) => (asked.push(request), fetch(request)),
  });
  await other.site({ next: { tags: ["sites"] }, headers: { "X-Name": "value" } });
  await other.site({ unlock: "token" });
  assert.deepEqual(asked[0]?.next, { tags: ["sites"] });
  assert.equal(asked[0]?.headers.get("X-Name"), "value");
  assert.equal(asked[1]?.headers.get("Gait-Unlock"), "token");
  assert.equal(asked[1]?.cache, "no-store");
});

test("a draft is read by the token of its preview, and by no other", async () => {
  const token = process.env.GAIT_PREVIEW ?? "";
  const { page, path, edit_url } = await gait.preview(token);
  assert.ok(page.type === "articles.ArticlePage");
  assert.equal(page.title, "Not published yet");
  assert.equal(path, "/articles/running/");
  assert.ok(page.sections[0]?.edit_url?.startsWith(edit_url));
  assert.equal((await gait.preview(token, { path })).page.id, page.id);
  assert.match(await gait.userBar(token, { panel: true }), /wagtail-userbar/);
  assert.equal((await refusal(gait.preview("wrong"))).status, 403);
});
