/** Replies, forms and passwords, sent to a real server. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { createGait, GaitError } from "@gait/client";
import { formValues } from "@gait/client/forms";

const url = process.env.GAIT_URL ?? "http://localhost:8000";
const gait = createGait({ url, frontEndKey: process.env.GAIT_FRONT_END_KEY });
const FIELDS = {
  name: "Ada",
  email: "ada@example.org",
  text: "Walking helped me.",
  consent: true,
};

test("a reply is taken once, and is then among the comments", async () => {
  const page = (await gait.article("walking")).id;
  const options = { idempotencyKey: randomUUID(), visitor: "2001:db8::17" };
  const outcome = await gait.reply(page, FIELDS, options);
  assert.deepEqual(await gait.reply(page, FIELDS, options), outcome);
  assert.ok(outcome.status === "published");
  assert.deepEqual(
    (await gait.comments(page)).items.map((comment) => comment.id),
    [outcome.comment.id],
  );
});

test("a visitor without a network address counts as the server", async () => {
  const page = (await gait.article("walking")).id;
  const form = { ...FIELDS, email: "nobody" };
  for (const visitor of ["192.0.2.1, 10.0.0.1", 'x";for="192.0.2.1', "unknown", "", null]) {
    await assert.rejects(gait.reply(page, form, { visitor }), { status: 422 });
  }
});

test("a refused reply says what is wrong with which field", async () => {
  const page = (await gait.article("walking")).id;
  const form = await gait.replyForm(page);
  assert.ok(form.ui.some((question) => question.name === "email"));
  await assert.rejects(
    gait.reply(page, { ...FIELDS, email: "nobody" }, { visitor: "192.0.2.7" }),
    (error) =>
      error instanceof GaitError &&
      error.status === 422 &&
      error.fields.email?.length === 1 &&
      error.emergencyWording === null,
  );
});

test("a form describes itself and takes what it asks for", async () => {
  const [listed] = (await gait.pages({ type: ["contact.FormPage"] })).items;
  assert.ok(listed?.id);
  const form = await gait.form(listed.id);
  const entered = new FormData();
  entered.set("your_name", "Ada Moss");
  entered.append("when", "Mornings");
  entered.append("when", "Afternoons");
  entered.set("age", "many");
  entered.set("note", "");
  entered.set("key", "not a question");
  entered.set("consent", "on");
  const values = { your_name: "Ada Moss", when: ["Mornings", "Afternoons"], consent: true };
  assert.deepEqual(formValues(form, entered), { ...values, age: "many" });
  await assert.rejects(
    gait.submit(form.id, formValues(form, entered)),
    (error) => error instanceof GaitError && Object.keys(error.fields).join() === "age",
  );
  entered.set("age", "47");
  assert.deepEqual(formValues(form, entered), { ...values, age: 47 });
  const received = await gait.submit(form.id, formValues(form, entered));
  assert.match(received.message, /</);
});

test("a password opens a page for a while, and a wrong one does not", async () => {
  const path = "/for-patients/";
  assert.equal((await gait.route(path)).kind, "password");
  await assert.rejects(gait.unlock(path, "wrong"), { status: 422 });
  const { token } = await gait.unlock(path, "walk every day");
  const found = await gait.route(path, { include: ["page"] }, { unlock: token });
  assert.equal(found.kind, "page");
});

test("a form behind a password is sent with what opens it", async () => {
  const { token } = await gait.unlock("/contact/private/", "walk every day");
  const found = await gait.route("/contact/private/", { include: ["form"] }, { unlock: token });
  assert.ok(found.kind === "page" && found.form);
  const values = { your_name: "Ada Moss", consent: true };
  await assert.rejects(gait.submit(found.id, values), { status: 404 });
  assert.ok((await gait.submit(found.id, values, { unlock: token })).id);
});
