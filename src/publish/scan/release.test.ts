import assert from "node:assert/strict";
import { test } from "node:test";
import { decideRelease, explainRefusal, type Found, type ReleaseRequest } from "./release.ts";

const found: readonly Found[] = [
  { sighting: { kind: "email", where: "record a", count: 2 }, canWithhold: true },
  { sighting: { kind: "password", where: "record a", count: 1 }, canWithhold: true },
  { sighting: { kind: "email", where: "data/statements/5.json", count: 1 }, canWithhold: false },
];
const request: ReleaseRequest = { audience: "public", redact: false, accept: [], by: null };
const accept = (kind: string, count: number | null = null) => ({ kind, count });

test("inside, nothing is refused and nothing is withheld", () => {
  for (const audience of ["internal", "reviewers"] as const) {
    assert.deepEqual(decideRelease(found, { ...request, audience }), { ok: true, value: { withhold: new Map(), accepted: [] } });
  }
});

test("a public dossier is refused with every kind, its count and place, and not what it says", () => {
  const refused = decideRelease(found, request);
  assert.ok(!refused.ok);
  const words = explainRefusal(refused.fault);
  assert.match(words, /email × 3 in record a, data\/statements\/5\.json/);
  assert.match(words, /password × 1 in record a/);
});

test("redaction withholds places whole, with the kinds as reason; what is signed can only be accepted", () => {
  const refused = decideRelease(found, { ...request, redact: true });
  assert.deepEqual(refused, {
    ok: false,
    fault: { kind: "sensitive", found: [{ kind: "email", where: "data/statements/5.json", count: 1 }] },
  });
  const released = decideRelease(found.slice(0, 2), { ...request, redact: true });
  assert.deepEqual(released, { ok: true, value: { withhold: new Map([["record a", "email, password"]]), accepted: [] } });
});

test("acceptance needs a name and is recorded with kind and count", () => {
  const both = [accept("password"), accept("email", 3), accept("phone")];
  assert.deepEqual(decideRelease(found, { ...request, accept: both, by: " " }), { ok: false, fault: { kind: "nobody-accepts" } });
  assert.deepEqual(decideRelease(found, { ...request, accept: both, by: "N. N." }), {
    ok: true,
    value: {
      withhold: new Map(),
      accepted: [
        { kind: "email", count: 3, by: "N. N." },
        { kind: "password", count: 1, by: "N. N." },
      ],
    },
  });
});

test("an accepted count that is no longer true is refused", () => {
  const refused = decideRelease(found, { ...request, accept: [accept("email", 2)], by: "N. N." });
  assert.deepEqual(refused, { ok: false, fault: { kind: "accepted-count-differs", sensitive: "email", accepted: 2, found: 3 } });
});

test("accepting one kind does not accept another", () => {
  const refused = decideRelease(found, { ...request, accept: [accept("email")], by: "N. N." });
  assert.deepEqual(refused, {
    ok: false,
    fault: { kind: "sensitive", found: [{ kind: "password", where: "record a", count: 1 }] },
  });
});
