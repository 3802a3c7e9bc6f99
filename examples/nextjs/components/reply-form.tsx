"use client";

import { useActionState, useEffect, useState, type ComponentProps } from "react";

import { sendReply, type Outcome } from "../app/actions";
import { Prose } from "./prose";

const NOTHING_SENT: Outcome = { values: {}, fields: {} };

/** Works without scripts, too: the server then answers with the whole page. */
export function ReplyForm({ page, path }: { page: number; path: string }) {
  const [outcome, send, isSending] = useActionState(sendReply, NOTHING_SENT, path);
  const { thanks, problem, emergencyWording, values, fields } = outcome;
  // The page is the same for all visitors; a repeat of what one sends has the same key.
  const [key, setKey] = useState("");
  useEffect(() => setKey(crypto.randomUUID()), []);

  const urgent = emergencyWording && <Prose html={emergencyWording} />;
  if (thanks) {
    return (
      <div role="status">
        {urgent}
        <p>{thanks}</p>
      </div>
    );
  }
  return (
    <form action={send}>
      {urgent}
      <h3>Leave a reply</h3>
      {problem && <p role="alert">{problem}</p>}
      <input type="hidden" name="page" value={page} />
      <input type="hidden" name="key" value={key} />
      <Field label="Your name" errors={fields.name}>
        <input name="name" autoComplete="name" required defaultValue={values.name} />
      </Field>
      <Field label="E-mail address, which is not published" errors={fields.email}>
        <input
          name="email"
          type="email"
          autoComplete="email"
          required
          defaultValue={values.email}
        />
      </Field>
      <Field label="Your reply" errors={fields.text}>
        <textarea name="text" rows={6} required defaultValue={values.text} />
      </Field>
      <label className="choice">
        <input
          name="consent"
          type="checkbox"
          required
          defaultChecked={values.consent === "on"}
        />
        The clinic may store this, and publish my name and my reply.
      </label>
      <button disabled={isSending}>Send</button>
    </form>
  );
}

function Field({ label, errors, children }: ComponentProps<"label"> & { label: string; errors?: string[] }) {
  return (
    <label>
      {label}
      {errors?.map((message) => (
        <strong key={message}>{message}</strong>
      ))}
      {children}
    </label>
  );
}
