/** A message that Gait has signed with two secrets. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { answerWebhook, verifyWebhook, WebhookError } from "@gait/client/webhooks";

const { body, headers, old, secrets } = JSON.parse(process.env.GAIT_WEBHOOK ?? "{}");

test("a message is verified with either secret, and typed by its kind", async () => {
  for (const secret of secrets) {
    const message = await verifyWebhook(body, headers, secret);
    assert.ok(message.type === "content.changed");
    assert.deepEqual(message.data.tags, ["articles", "page-12"]);
  }
  await verifyWebhook(body, new Headers(headers), secrets[0]);
  /** @type {import("node:http").IncomingHttpHeaders} */ const ofNode = headers;
  await verifyWebhook(body, ofNode, secrets[0]);
});

test("nothing else is", async () => {
  /** @type {(text: string, changed?: object, secret?: string) => Promise<void>} */
  const refused = (text, changed = {}, secret = secrets[0]) =>
    assert.rejects(verifyWebhook(text, { ...headers, ...changed }, secret), WebhookError);
  await refused(body.replace("page-12", "page-13"));
  await refused(body, {}, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  await refused(body, {}, "");
  await refused(body, {}, "no secret");
  await refused(body, old);
  await refused(body, { "webhook-id": "msg_other" });
  await refused(body, { "webhook-id": undefined });
  await refused(body, { "webhook-id": [headers["webhook-id"]] });
  for (const timestamp of ["0", "NaN", "", `${Math.floor(Date.now() / 1000) + 1}`]) {
    await refused(body, { "webhook-timestamp": timestamp });
  }
  for (const signature of ["v1,", "v1", "v1,***", "v2,AAAA", "v1,AAAA v1,\u{e9}", " "]) {
    await refused(body, { "webhook-signature": signature });
  }
});

test("a request is answered, and its message taken only if it is Gait's", async () => {
  /** @type {string[]} */
  const taken = [];
  /** @type {(text: string) => Promise<Response>} */
  const answered = (text) => {
    const request = new Request("http://localhost/", { method: "POST", headers, body: text });
    return answerWebhook(request, secrets[0], (message) => taken.push(message.type));
  };
  assert.equal((await answered(body.replace("page-12", "page-13"))).status, 401);
  assert.equal((await answered(body)).status, 204);
  assert.deepEqual(taken, ["content.changed"]);
});
