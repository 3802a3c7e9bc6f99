/** Answers to a form as the API takes them. */

import type { Form, FormValues, Question, ReplyForm } from "./types.js";

/** The answers that were entered, by the names of the form's questions. */
export function formValues(form: Form | ReplyForm, entered: FormData): FormValues {
  const answers: FormValues = {};
  for (const question of form.ui) {
    // What was not answered is left out.
    const given = entered.getAll(question.name).filter(isText);
    if (given.length) answers[question.name] = valueOf(question, given);
  }
  return answers;
}

function isText(entry: FormDataEntryValue): entry is string {
  return typeof entry === "string" && entry !== "";
}

function valueOf({ widget }: Question, given: string[]): FormValues[string] {
  const [text = ""] = given;
  if (widget === "checkboxes") return given;
  if (widget === "checkbox") return true;
  // What is no number is refused by the server, in words for the visitor.
  const isNumber = widget === "number" && text.trim() !== "" && isFinite(Number(text));
  return isNumber ? Number(text) : text;
}
