import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { textOf, utf8 } from "../../lib/index.ts";
import { refusingDistrusted } from "./witnessing-refusal.ts";

const BUNDLE = "ab".repeat(32);

/** A witness that says yes to everything, and what was asked of it. */
function world() {
  const asked: string[] = [];
  const submitted: string[] = [];
  const yes = (call: string) => async () => {
    asked.push(call);
    return { status: 200, type: "text/plain", body: utf8("yes\n") };
  };
  const witness = { vkeys: [], addCheckpoint: yes("add"), signSubtree: yes("sign"), checkpointOf: async () => utf8("note") };
  const refusing = refusingDistrusted(witness, {
    distrust: (origin) => (origin === "log.example/b" ? { bundle: BUNDLE, state: "open" } : undefined),
    onSubmission: (origin) => submitted.push(origin),
  });
  return { refusing, asked, submitted };
}

const request = (origin: string) => utf8(`old 0\n\n${origin}\n3\nroot\n\n— ${origin} sig\n`);

test("nothing of a distrusted log is cosigned, and the answer names the proof", async () => {
  const { refusing, asked } = world();
  for (const answer of [
    await refusing.addCheckpoint(request("log.example/b")),
    await refusing.signSubtree(request("log.example/b")),
  ]) {
    assert.equal(answer.status, 403);
    assert.match(textOf(answer.body) ?? "", new RegExp(`/forks/${BUNDLE}`));
  }
  assert.deepEqual(asked, []);
  assert.ok(await refusing.checkpointOf("x"), "what was cosigned before is still shown to monitors");
});

test("other logs go on, and each submission is told", async () => {
  const { refusing, asked, submitted } = world();
  assert.equal((await refusing.addCheckpoint(request("log.example/c"))).status, 200);
  assert.equal((await refusing.signSubtree(request("log.example/c"))).status, 200);
  assert.deepEqual([asked, submitted], [["add", "sign"], ["log.example/c"]]);
});

test("any bytes are answered", async () => {
  const { refusing } = world();
  await fc.assert(fc.asyncProperty(fc.uint8Array(), async (body) => void (await refusing.addCheckpoint(body))));
});
