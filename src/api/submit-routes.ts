import { type Context, Hono } from "hono";
import { type Checked, formatJson, type Json, no, utf8, yes } from "../lib/index.ts";
import { holderOf } from "./bearer.ts";
import { readBody } from "./request-body.ts";

/** Where an envelope stands, once that is durable; `createSubmissions` of src/app fits. */
export type SubmitCalls = {
  submit(
    envelopes: readonly Uint8Array[],
  ): Promise<
    Checked<
      readonly { readonly index: number; readonly name: string; readonly size: number }[],
      { readonly kind: "not-admitted"; readonly at: number; readonly reason: string } | { readonly kind: "busy" }
    >
  >;
};

export type SubmitOptions = {
  /** SHA-256 of each token that may submit, 64 lower-case hexadecimal digits. Without any, nobody may. */
  readonly tokenDigests: readonly string[];
  readonly onFailure: (error: unknown) => void;
};

/** Bytes of a body, and envelopes in it, at most. */
export const SUBMIT_BODY_BYTES_MAX = 4 * 1024 * 1024;
const BATCH_ENVELOPES_MAX = 4096;

/** https://github.com/secure-systems-lab/dsse/blob/v1.0.2/envelope.md §Media type; and one a line. */
const ONE = "application/vnd.dsse.envelope.v1+json";
const MANY = "application/x-ndjson";

/**
 * `POST /entries`: one DSSE envelope, answered with its receipt `{"index","name","size"}`, or one a line, answered with a receipt a line,
 * each when the checkpoint that covers it is durable (201). Refused: 401 without a known bearer token, 413 above
 * SUBMIT_BODY_BYTES_MAX, 415 for another content type, 422 with `at` (from 0) and `reason` for what may not become an entry; none of a
 * batch then does. 503 with Retry-After while the queue is full, and when the ledger has stopped. Envelopes end as they came: what is
 * signed is not read anew.
 */
export function submitRoutes(calls: SubmitCalls, { tokenDigests, onFailure }: SubmitOptions): Hono {
  const isKnown = knownByToken(tokenDigests);
  const routes = new Hono();
  routes.onError((error, context) => {
    onFailure(error);
    return refuse(context, 503, { reason: "the ledger has stopped" });
  });
  routes.post("/entries", async (context) => {
    if (!isKnown(context)) {
      context.header("www-authenticate", "Bearer");
      return refuse(context, 401, { reason: "a token of this node is needed" });
    }
    const type = context.req.header("content-type");
    if (type !== ONE && type !== MANY) return refuse(context, 415, { reason: `expected ${ONE} or ${MANY}` });
    const body = await readBody(context, SUBMIT_BODY_BYTES_MAX);
    if (body === undefined) return refuse(context, 413, { reason: `a body has at most ${SUBMIT_BODY_BYTES_MAX} bytes` });
    const envelopes = type === ONE ? yes([body]) : linesOf(body);
    return envelopes.ok ? submitted(context, calls, envelopes.value) : refuse(context, 422, envelopes.fault);
  });
  return routes;
}

async function submitted(context: Context, calls: SubmitCalls, envelopes: readonly Uint8Array[]): Promise<Response> {
  const outcome = await calls.submit(envelopes);
  if (outcome.ok) {
    const receipts = outcome.value.map(({ index, name, size }) => `{"index":${index},"name":"${name}","size":${size}}\n`);
    const type = context.req.header("content-type") === ONE ? "application/json" : MANY;
    return context.body(receipts.join(""), 201, { "content-type": type });
  }
  if (outcome.fault.kind === "not-admitted") return refuse(context, 422, { at: outcome.fault.at, reason: outcome.fault.reason });
  return refuse(context, 503, { reason: "more waits to become durable than there is room for" });
}

/** Whether a request bears one of the tokens of these digests. */
export function knownByToken(tokenDigests: readonly string[]): (context: Context) => boolean {
  const holders = tokenDigests.map((sha256) => ({ sha256 }));
  return (context) => holderOf(holders, context.req.header("authorization")) !== undefined;
}

const NEWLINE = 0x0a;

/** The lines of a body, each with its newline but perhaps the last. Canonical JSON has none inside. */
function linesOf(body: Uint8Array): Checked<readonly Uint8Array[], { readonly at: number; readonly reason: string }> {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < body.length; ) {
    const newline = body.indexOf(NEWLINE, at);
    const end = newline < 0 ? body.length : newline;
    if (lines.length === BATCH_ENVELOPES_MAX)
      return no({ at: BATCH_ENVELOPES_MAX, reason: `a batch has at most ${BATCH_ENVELOPES_MAX} envelopes` });
    lines.push(body.subarray(at, end));
    at = end + 1;
  }
  return lines.length === 0 ? no({ at: 0, reason: "expected an envelope" }) : yes(lines);
}

type Refusal = 401 | 413 | 415 | 422 | 503;

function refuse(context: Context, status: Refusal, why: { readonly at?: number; readonly reason: string }): Response {
  const retry = status === 503 ? { "retry-after": "1" } : {};
  return context.body(utf8(`${formatJson(why as Json)}\n`), status, { "content-type": "application/json", ...retry });
}
