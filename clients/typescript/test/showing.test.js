/** Pictures and blocks of an article of a real server. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { createGait } from "@gait/client";
import { blocksOf, renderBlocks } from "@gait/client/blocks";
import { openingState } from "@gait/client/places";
import { pictureSources, pictureSrcset, pictureUrl } from "@gait/client/pictures";

const url = process.env.GAIT_URL ?? "http://localhost:8000";
const gait = createGait({ url });

test("a picture has the attributes of its elements, in sizes of one's own layout", async () => {
  const picture = (await gait.article("walking")).hero_image;
  assert.ok(picture);
  const { sources, img } = pictureSources(picture);
  assert.deepEqual(sources, picture.sources);
  assert.deepEqual(img.alt, "A path between trees");
  assert.equal(pictureSources(picture, { sizes: "50vw" }).sources[0]?.sizes, "50vw");
});

test("a picture comes in the listed size that is wide enough", async () => {
  const picture = (await gait.article("walking")).hero_image;
  assert.ok(picture);
  const image = await gait.image(picture.id);
  const square = pictureUrl(image, { width: 300, ratio: "1:1", format: "jpeg" });
  // The site's own address is another one than that of the tests' server.
  const { pathname, search } = new URL(square);
  const answer = await fetch(url + pathname + search, { redirect: "manual" });
  assert.equal(answer.status, 302);
  const { width, height } = await answer.json();
  assert.deepEqual([width, height], [320, 320]);
  assert.match(pictureUrl(image, { width: 9000 }), /width=1280&/);
  assert.equal(pictureSrcset(image).split(", ").length, image.sizes.widths.length);
  assert.throws(() => pictureUrl(image, { width: 300, format: "gif" }), RangeError);
  assert.throws(() => pictureUrl(image, { width: 300, ratio: "7:1" }), RangeError);
});

test("blocks are found and drawn by their types", async () => {
  const article = await gait.article("walking");
  const [prose] = blocksOf(article, "prose");
  assert.equal(prose?.value.heading, "How to begin");
  assert.deepEqual(blocksOf(article, "table"), []);
  const none = () => "";
  const renderers = {
    ...{ picture: none, video: none, quote: none, steps: none },
    ...{ questions: none, table: none, callout: none },
  };
  const [first] = article.sections;
  assert.ok(first);
  const unknown = /** @type {typeof first} */ (/** @type {unknown} */ ({ ...first, type: "toString" }));
  const drawn = renderBlocks([first, unknown], {
    ...renderers,
    prose: (block) => block.value.heading,
  });
  assert.deepEqual(drawn, ["How to begin"]);
  // @ts-expect-error A type is missing.
  assert.deepEqual(renderBlocks([], renderers), []);
});

test("a place is open, or says when it opens, also by an older answer", async () => {
  const [place] = (await gait.site()).clinic?.places ?? [];
  assert.ok(place);
  const [first, second] = place.next_openings.map(({ opens_at, closes_at }) => ({
    opensAt: new Date(opens_at),
    closesAt: new Date(closes_at ?? NaN),
  }));
  assert.ok(first && second);
  const states = [
    [first.opensAt, { isOpen: true, until: first.closesAt }],
    [first.closesAt, { isOpen: false, until: second.opensAt }],
    [second.opensAt, { isOpen: true, until: second.closesAt }],
    [second.closesAt, null],
  ];
  for (const [now, state] of states) {
    assert.deepEqual(openingState(place, /** @type {Date} */ (now)), state);
  }
  const away = { hours: place.hours, next_openings: [] };
  assert.deepEqual(openingState(away), { isOpen: false, until: null });
  assert.equal(openingState({ hours: [], next_openings: [] }), null);
  const always = { ...away, next_openings: [{ opens_at: "2026-01-01T00:00:00Z", closes_at: null }] };
  assert.deepEqual(openingState(always), { isOpen: true, until: null });
});
