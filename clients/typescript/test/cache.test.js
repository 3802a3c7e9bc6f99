/** The memory of a rendering server, before a real one. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createGait } from "@gait/client";
import { taggedCache } from "@gait/client/cache";

const url = process.env.GAIT_URL ?? "http://localhost:8000";
const frontEndKey = process.env.GAIT_FRONT_END_KEY;

/** @param {import("@gait/client/cache").CacheOptions} options */
function remembering(options = {}) {
  /** @type {Response[]} */
  const answers = [];
  const cache = taggedCache({
    fetch: async (request) => {
      const answer = await fetch(request);
      answers.push(answer);
      return answer;
    },
    ...options,
  });
  return { answers, cache, gait: createGait({ url, frontEndKey, fetch: cache.fetch }) };
}

test("an answer is kept until one of its tags is named", async () => {
  const { answers, cache, gait } = remembering();
  const page = (await gait.article("resting")).id;
  const before = await gait.comments(page);
  const fields = { name: "Eve", email: "eve@example.org", text: "Sleep.", consent: true };
  await gait.reply(page, fields, { visitor: "192.0.2.99" });

  assert.deepEqual(await gait.comments(page), before);
  assert.equal(answers.length, 3);
  cache.revalidate(["page-0", "replies-0"]);
  assert.deepEqual(await gait.comments(page), before);
  cache.revalidate([`replies-${page}`]);
  assert.equal((await gait.comments(page)).count, before.count + 1);
  await gait.article("resting");
  assert.equal(answers.length, 5);
});

test("what is private, refused or found by a search is asked for each time", async () => {
  const { answers, cache, gait } = remembering();
  for (let time = 0; time < 2; time += 1) {
    await gait.site({ unlock: "token" });
    await gait.site({ headers: { Authorization: "Bearer wrong" } }).catch(() => {});
    await gait.site({ cache: "no-store" });
    await gait.article("nothing").catch(() => {});
    await gait.search({ search: "walking" });
    await gait.suggestions("walk");
    await gait.articles({ search: "walking" });
  }
  assert.equal(answers.length, 14);
  cache.clear();
});

test("an old answer is checked by its ETag, and shown while Gait is away", async () => {
  const { answers, cache, gait } = remembering({ maxAgeSeconds: 0 });
  const site = await gait.site();
  assert.deepEqual(await gait.site(), site);
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [200, 304],
  );
  const away = taggedCache({
    maxAgeSeconds: 0,
    fetch: async () => {
      const answer = answers.shift();
      if (!answer) throw new TypeError("There is no network.");
      return answer;
    },
  });
  answers.length = 0;
  const policy = { "Cache-Control": "public, max-age=10", "Cache-Tag": "gait,sites" };
  answers.push(Response.json(site, { headers: policy }));
  const other = createGait({ url, fetch: away.fetch });
  await other.site();
  answers.push(new Response("", { status: 502 }));
  assert.deepEqual(await other.site(), site);
  assert.deepEqual(await other.site(), site);
  answers.push(Response.json({}, { status: 404 }));
  await assert.rejects(other.site(), { status: 404 });
  await assert.rejects(other.site(), TypeError);
  cache.clear();
});

test("what was asked for before a revalidation is not kept after it", async () => {
  const { answers, cache, gait } = remembering();
  const asked = gait.site();
  cache.revalidate(["sites"]);
  await asked;
  await gait.site();
  assert.equal(answers.length, 2);
});

test("what was dropped while it was checked is not shown again", async () => {
  let isAway = false;
  const cache = taggedCache({
    maxAgeSeconds: 0,
    fetch: async (request) => {
      if (!isAway) return fetch(request);
      cache.revalidate(["sites"]);
      throw new TypeError("There is no network.");
    },
  });
  const gait = createGait({ url, fetch: cache.fetch });
  await gait.site();
  isAway = true;
  await assert.rejects(gait.site(), TypeError);
});

test("no more answers are kept than was said, those that were asked for last", async () => {
  const { answers, gait } = remembering({ max: 2 });
  await gait.site();
  await gait.topics();
  await gait.site();
  await gait.people();
  await gait.site();
  assert.equal(answers.length, 3);
  await gait.topics();
  assert.equal(answers.length, 4);
});

test("no more bytes are kept than was said, also after answers were dropped", async () => {
  const one = (await (await fetch(`${url}/api/v3/site/`)).arrayBuffer()).byteLength;
  const { answers, cache, gait } = remembering({ maxBytes: one });
  for (let time = 0; time < 3; time += 1) {
    await gait.site();
    await gait.site();
    assert.equal(answers.length, time + 1);
    if (time === 0) cache.revalidate(["sites"]);
    if (time === 1) cache.clear();
  }
  await gait.topics();
  await gait.site();
  assert.equal(answers.length, 5);
  const small = remembering({ maxBytes: one - 1 });
  await small.gait.site();
  await small.gait.site();
  assert.equal(small.answers.length, 2);
});
