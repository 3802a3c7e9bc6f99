import type { FieldProblem, Problem, Suggestion } from "./types.js";

/** A refusal of Gait, with all that a front end shows of it. */
export class GaitError extends Error {
  override readonly name = "GaitError";
  readonly status: number;
  /** The body of the answer as in RFC 9457; `null` where something else answered. */
  readonly problem: Problem | null;
  /** Messages for people by the name of the field; those of the whole at `""`. */
  readonly fields: Record<string, string[]>;
  /** HTML to show at once, above everything: somebody may be in danger. */
  readonly emergencyWording: Problem["emergency_wording"] | null;
  /** Links to what a path may mean that leads nowhere, for a page that says so. */
  readonly suggestions: Suggestion[];
  /** In how many seconds to try again, where the answer says so. */
  readonly retryAfter: number | null;

  constructor(response: Response, body: unknown) {
    const problem = isProblem(body) ? body : null;
    super(problem?.detail ?? `Gait answered with ${response.status}.`);
    this.status = response.status;
    this.problem = problem;
    this.fields = byField(problem?.errors ?? []);
    this.emergencyWording = problem?.emergency_wording ?? null;
    this.suggestions = problem?.suggestions ?? [];
    this.retryAfter = seconds(response.headers.get("Retry-After"));
  }
}

interface Answered<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The data of an answer; throws a `GaitError` for a refusal. */
export async function dataOf<Data>(
  answer: Answered<Data> | Promise<Answered<Data>>,
): Promise<NonNullable<Data>> {
  const { data, error, response } = await answer;
  if (!response.ok || data === undefined || data === null) {
    throw new GaitError(response, error);
  }
  return data;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "detail" in body && "type" in body;
}

/** The path of a field begins with where it was sent: body, query, path. */
function byField(errors: FieldProblem[]): Record<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { path, message } of errors) {
    const name = path.slice(1).join(".");
    found.set(name, [...(found.get(name) ?? []), message]);
  }
  return Object.fromEntries(found);
}

function seconds(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}
