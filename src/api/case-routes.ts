import { type Context, Hono } from "hono";
import { Failure, type FailureCode, formatJson, type Json, parseJson, textOf, utf8 } from "../lib/index.ts";
import { readBody } from "./request-body.ts";

/** Who asks, as a token says; undefined when none of the known ones was shown. */
export type CaseAskers<Who> = (context: Context) => Who | undefined;

/** One call of a case, as `src/app` lists them. */
export type RoutedCall = {
  readonly name: string;
  readonly about: "one" | "all";
  readonly does: "reads" | "states";
};

/** What the routes need of a node. */
export type CaseRoutesOptions<Who> = {
  readonly calls: readonly RoutedCall[];
  readonly whoAsks: CaseAskers<Who>;
  /** Gives the answer as JSON. Throws Failures. */
  readonly ask: (who: Who, name: string, input: Readonly<Record<string, unknown>>) => Promise<Json>;
  readonly onFailure: (error: unknown) => void;
};

/** Bytes of a request's body, at most: a document of nouns, or a bundle of another party's. */
const CASE_BODY_BYTES_MAX: number = 64 * 1024 * 1024;

const STATUS: { readonly [Code in FailureCode]?: 400 | 403 | 404 | 409 | 503 } = {
  CASE_REFUSED: 400,
  CLI_USAGE: 400,
  EXCHANGE_UNREADABLE: 400,
  KNOWLEDGE_UNREADABLE: 400,
  CASE_WALLED: 403,
  CASE_UNKNOWN: 404,
  APPROVAL_MISSING: 409,
  LEDGER_BUSY: 503,
  LEDGER_DISK: 503,
};

/**
 * Every call of cases over HTTP: `/cases/NAME` for those about all, `/cases/CASE/NAME` for those about one; GET with a query, or POST with a
 * JSON object where that is too long, for those that read; POST for those that state. Answers: 200 (read) or 201 (stated) with JSON; else `{"code","message"}` with 400 for what does not fit, 401
 * without a known token, 403 and 404 behind a wall, 413, 415, 503 while the ledger takes nothing.
 */
export function caseRoutes<Who>({ calls, whoAsks, ask, onFailure }: CaseRoutesOptions<Who>): Hono {
  const routes = new Hono();
  routes.notFound((context) => refuse(context, 404, "CASE_UNKNOWN", "there is no such call"));
  for (const call of calls) {
    const path = call.about === "one" ? `/cases/:case/${call.name}` : `/cases/${call.name}`;
    routes.on(call.does === "reads" ? ["GET", "POST"] : ["POST"], [path], async (context) => {
      const who = whoAsks(context);
      if (who === undefined) {
        context.header("www-authenticate", "Bearer");
        return refuse(context, 401, "CASE_WALLED", "a token of this node is needed");
      }
      const input = context.req.method === "GET" ? queryOf(context) : await bodyOf(context);
      if (input instanceof Response) return input;
      const about = call.about === "one" ? { case: context.req.param("case") } : {};
      try {
        return answer(context, call, await ask(who, call.name, { ...input, ...about }));
      } catch (error) {
        if (!(error instanceof Failure)) onFailure(error);
        const code = error instanceof Failure ? error.code : "LEDGER_DISK";
        return refuse(
          context,
          STATUS[code] ?? 500,
          code,
          error instanceof Failure ? error.message : "this node could not answer",
        );
      }
    });
  }
  return routes;
}

/** The query's names; one that is repeated is a list. */
function queryOf(context: Context): Readonly<Record<string, unknown>> {
  const names = Object.entries(context.req.queries());
  return Object.fromEntries(names.map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

async function bodyOf(context: Context): Promise<Readonly<Record<string, unknown>> | Response> {
  if (!/^application\/json(;|$)/.test(context.req.header("content-type") ?? ""))
    return refuse(context, 415, "CASE_REFUSED", "expected application/json");
  const bytes = await readBody(context, CASE_BODY_BYTES_MAX);
  if (bytes === undefined) return refuse(context, 413, "CASE_REFUSED", `a body has at most ${CASE_BODY_BYTES_MAX} bytes`);
  const text = textOf(bytes);
  const json = text === undefined ? undefined : parseJson(text);
  if (!json?.ok || typeof json.value !== "object" || json.value === null || Array.isArray(json.value))
    return refuse(context, 400, "CASE_REFUSED", "expected a JSON object");
  return json.value as Readonly<Record<string, unknown>>;
}

function answer(context: Context, { does }: RoutedCall, json: Json): Response {
  return context.body(utf8(`${JSON.stringify(json)}\n`), does === "reads" ? 200 : 201, { "content-type": "application/json" });
}

function refuse(
  context: Context,
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 500 | 503,
  code: FailureCode,
  message: string,
): Response {
  return context.body(utf8(`${formatJson({ code, message })}\n`), status, { "content-type": "application/json" });
}
