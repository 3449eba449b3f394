import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { no, textOf, yes } from "../lib/index.ts";
import { SUBMIT_BODY_BYTES_MAX, type SubmitCalls, submitRoutes } from "./submit-routes.ts";

const TOKEN = "a-token-of-harbour-authority";
const ONE = "application/vnd.dsse.envelope.v1+json";
const MANY = "application/x-ndjson";

/** Takes whatever is not `refuse`, `busy` or `stopped`, and counts. */
function calls(): SubmitCalls & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    submit: async (envelopes) => {
      const texts = envelopes.map((envelope) => textOf(envelope) ?? "");
      if (texts.includes("stopped")) throw new Error("a secret detail");
      if (texts.includes("busy")) return no({ kind: "busy" });
      const at = texts.indexOf("refuse");
      if (at >= 0) return no({ kind: "not-admitted", at, reason: "no key signed it" });
      seen.push(...texts);
      return yes(texts.map((_, index) => ({ index, name: "ab", size: texts.length })));
    },
  };
}

type Sent = { readonly token?: string; readonly type?: string; readonly body: string };

function post({ token = `Bearer ${TOKEN}`, type = ONE, body }: Sent, to = calls()): Response | Promise<Response> {
  const digest = createHash("sha256").update(TOKEN).digest("hex");
  const routes = submitRoutes(to, { tokenDigests: ["00".repeat(32), digest], onFailure: () => undefined });
  const headers = { authorization: token, "content-type": type };
  return routes.request("/entries", { method: "POST", headers, body });
}

const TABLE: readonly (readonly [what: string, sent: Sent, status: number, answer: string])[] = [
  ["one envelope", { body: "{}" }, 201, '{"index":0,"name":"ab","size":1}\n'],
  ["no token", { token: "", body: "{}" }, 401, '{"reason":"a token of this node is needed"}\n'],
  ["another token", { token: `Bearer ${TOKEN}s`, body: "{}" }, 401, '{"reason":"a token of this node is needed"}\n'],
  ["another scheme", { token: `Basic ${TOKEN}`, body: "{}" }, 401, '{"reason":"a token of this node is needed"}\n'],
  ["a form", { type: "text/plain", body: "{}" }, 415, `{"reason":"expected ${ONE} or ${MANY}"}\n`],
  ["what may not", { type: MANY, body: "a\nrefuse\n" }, 422, '{"at":1,"reason":"no key signed it"}\n'],
  ["an empty batch", { type: MANY, body: "" }, 422, '{"at":0,"reason":"expected an envelope"}\n'],
  ["too many", { type: MANY, body: "a\n".repeat(4097) }, 422, '{"at":4096,"reason":"a batch has at most 4096 envelopes"}\n'],
  ["a full queue", { body: "busy" }, 503, '{"reason":"more waits to become durable than there is room for"}\n'],
  ["a stopped ledger", { body: "stopped" }, 503, '{"reason":"the ledger has stopped"}\n'],
  ["a flood", { body: "x".repeat(SUBMIT_BODY_BYTES_MAX + 1) }, 413, `{"reason":"a body has at most 4194304 bytes"}\n`],
];

for (const [what, sent, status, answer] of TABLE) {
  test(`answers ${status} to ${what}`, async () => {
    const response = await post(sent);
    assert.deepEqual([response.status, await response.text()], [status, answer]);
    assert.equal(response.headers.get("retry-after"), status === 503 ? "1" : null);
  });
}

test("takes every line of a batch as it came, with or without a last newline", async () => {
  for (const end of ["", "\n"]) {
    const to = calls();
    const response = await post({ type: MANY, body: `{"a":1}\n{"b" :2}${end}` }, to);
    assert.equal(response.status, 201);
    assert.equal((await response.text()).split("\n").length, 3);
    assert.deepEqual(to.seen, ['{"a":1}', '{"b" :2}']);
  }
});
