import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { formatAddress, formatNetwork, isWithin, parseNetwork } from "../../lib/index.ts";
import { type Order, parseTarget } from "../index.ts";
import { createBudget } from "./budget.ts";
import { configuredProtection, type ProtectionConfig } from "./configured.ts";
import { NO_FLOWS } from "./flows.ts";
import { admit, ENFORCING, type JudgeContext, judge, rehearseAdmission } from "./judge.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { offending } from "./offending.ts";
import { findings, type Protection, protectionOf } from "./protection.ts";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const protect = (config: ProtectionConfig): Protection => protectionOf([configuredProtection(config).findings], sha256);

function order(text: string, expiresAtMs: number | null = 60_000): Order {
  const read = parseTarget(text);
  assert.ok(read.ok);
  return { measure: "block", target: read.value, expiresAtMs };
}

function context(protection: Protection, more: Partial<JudgeContext> = {}): JudgeContext {
  return {
    protection,
    reachability: "handshake",
    standing: { origin: "playbook", approved: false, spoofableOk: false },
    flows: NO_FLOWS,
    budget: createBudget(DEFAULT_LIMITS),
    held: 0,
    nowMs: 0,
    monotonicMs: 0,
    ...more,
  };
}

const person = { origin: "person", approved: false, spoofableOk: false } as const;
const guardOf = (text: string, given: JudgeContext) => {
  const judgement = judge(order(text), given);
  return judgement.ok ? "ok" : judgement.guard;
};

test("a network is refused exactly when it shares an address with a protected one (slow check)", () => {
  const address = fc.uint8Array({ minLength: 4, maxLength: 4 });
  const network = fc.record({ base: address, bits: fc.integer({ min: 24, max: 32 }) });
  fc.assert(
    fc.property(fc.array(network, { maxLength: 5 }), network, fc.boolean(), (protectedOnes, asked, isNear) => {
      const [first] = protectedOnes;
      const target =
        isNear && first !== undefined ? { base: first.base.with(3, (first.base[3] ?? 0) ^ 3), bits: asked.bits } : asked;
      const given = context(protect({ allow: protectedOnes.map((one) => ({ at: formatNetwork(one), why: "x" })) }));
      const special = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32"].map((text) =>
        parseNetwork(text),
      );
      const meets = [...protectedOnes, ...special].some(
        (one) => one !== undefined && (isWithin(one, target.base) || isWithin(target, one.base)),
      );
      assert.equal(guardOf(formatNetwork(target), given) === "ok", !meets);
    }),
  );
});

test("every way in which IPv6 carries a protected IPv4 address is refused", () => {
  const given = context(protect({ allow: [{ at: "203.0.113.9", why: "x" }], nat64: ["2001:db8:64::/96"] }));
  const ways = [
    "::ffff:203.0.113.9",
    "::203.0.113.9",
    "::ffff:0:203.0.113.9",
    "2002:cb00:7109::1",
    "2002:cb00:7109::/48",
    "64:ff9b::203.0.113.9",
    "64:ff9b:1:7::203.0.113.9",
    "2001:db8:64::203.0.113.9",
    "2001:0:cb00:7109::1",
    "2001:0:5db8:1::34ff:8ef6",
  ];
  assert.deepEqual(
    ways.map((way) => guardOf(way, { ...given, standing: person })),
    ways.map(() => "allowlist"),
  );
  assert.equal(guardOf("2002:cb00:710a::1", given), "ok");
  assert.equal(guardOf("2001:0:5db8:1::34ff:8ef7", given), "ok");
});

test("the IPv4 end of a protected 6to4, NAT64 or Teredo server address is refused", () => {
  for (const at of ["2002:cb00:7109::/48", "64:ff9b::203.0.113.9", "2001:0:cb00:7109::/64"]) {
    assert.equal(guardOf("203.0.113.9", context(protect({ allow: [{ at, why: "x" }] }))), "allowlist", at);
  }
});

test("what yields passes with approval, and what does not yield never does", () => {
  const protection = protect({
    shared: [
      { at: "203.0.113.0/28", why: "NAT", policy: "approve" },
      { at: "203.0.113.16/28", why: "CDN", policy: "refuse" },
    ],
    safety: { hosts: ["203.0.113.40"] },
  });
  const approved = context(protection, { standing: { ...person, approved: true, spoofableOk: true } });
  assert.deepEqual(
    ["203.0.113.1", "203.0.113.17", "203.0.113.40"].map((text) => guardOf(text, approved)),
    ["ok", "shared", "safety"],
  );
  const judgement = judge(order("203.0.113.1"), context(protection));
  assert.ok(!judgement.ok && judgement.approvable);
  assert.equal(guardOf("203.0.113.1", context(protection, { standing: ENFORCING })), "ok");
});

test("a network that holds both what yields and what does not is judged by the stricter", () => {
  const protection = protect({
    shared: [{ at: "203.0.113.0/28", why: "NAT", policy: "approve" }],
    safety: { hosts: ["203.0.113.40"] },
  });
  assert.equal(guardOf("203.0.113.0/24", context(protection, { standing: { ...person, approved: true } })), "safety");
});

test("forgeable sources need a person who says so", () => {
  const given = context(protect({}), { reachability: "spoofable" });
  assert.equal(guardOf("203.0.113.9", given), "spoofable");
  assert.equal(guardOf("203.0.113.9", { ...given, standing: { ...person, approved: true } }), "spoofable");
  assert.equal(guardOf("203.0.113.9", { ...given, standing: { ...person, spoofableOk: true } }), "ok");
  assert.equal(
    guardOf("203.0.113.9", { ...given, standing: { origin: "playbook", approved: true, spoofableOk: true } }),
    "spoofable",
  );
});

test("orders together use up the budget one after the other, and a dry run takes nothing", () => {
  const limits = { ...DEFAULT_LIMITS, playbook: { ...DEFAULT_LIMITS.playbook, addressesPerMinute: 3 } };
  const given = context(protect({}), { budget: createBudget(limits) });
  const orders = Array.from({ length: 5 }, (_, index) => order(`203.0.113.${index}`));
  const verdicts = (list: readonly { readonly ok: boolean }[]) => list.map(({ ok }) => ok);
  const expected = [true, true, true, false, false];
  assert.deepEqual(verdicts(rehearseAdmission(orders, given)), expected);
  assert.deepEqual(verdicts(admit(orders, given)), expected);
  const [next] = admit([order("203.0.113.77")], given);
  assert.ok(next !== undefined && !next.ok && next.guard === "budget" && (next.freesInMs ?? 0) > 58_000);
  assert.deepEqual(verdicts(admit([order("203.0.113.77")], { ...given, monotonicMs: next.freesInMs ?? 0 })), [true]);
  assert.deepEqual(verdicts(admit([order("203.0.113.78")], { ...given, standing: person })), [true]);
});

test("everything that is held must end", () => {
  const given = context(protect({}));
  const ends = [null, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 1.5, 400 * 86_400_000];
  for (const end of ends) assert.equal(judge(order("203.0.113.9", end), given).ok, false, String(end));
});

test("judging and finding offences is total: whatever the target says", () => {
  const given = context(protect({ allow: [{ at: "203.0.113.0/24", why: "x" }] }));
  const kind = fc.constantFrom("address", "prefix", "account", "session", "process", "host");
  const measure = fc.constantFrom("block", "quarantine", "lock-account", "end-session", "stop-process", "notify");
  fc.assert(
    fc.property(
      kind,
      measure,
      fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()),
      fc.oneof(fc.double(), fc.constant(null)),
      (of, what, value, expiresAtMs) => {
        const one = { measure: what, target: { kind: of, value }, expiresAtMs } as Order;
        const judgement = judge(one, given);
        if (!judgement.ok) assert.ok(judgement.reason.length > 0);
        offending([{ ...one, dropped: null }], given.protection);
      },
    ),
  );
});

test("another child of sshd is no other list; another program is", () => {
  const sshd = { guard: "system", why: "the machine is reached through it: sshd", from: "/proc", yields: false } as const;
  const digest = (...processes: Parameters<typeof findings>[0]["processes"] & {}) =>
    protectionOf([findings({ processes })], sha256).digest;
  assert.equal(digest({ ...sshd, name: "7/1" }), digest({ ...sshd, name: "7/1" }, { ...sshd, name: "99/1234" }));
  assert.notEqual(digest({ ...sshd, name: "7/1" }), digest({ ...sshd, name: "7/1", why: "safety asset: crane" }));
  const { processes } = protectionOf([findings({ processes: [{ ...sshd, name: "99/1234" }] })], sha256);
  assert.deepEqual(
    processes.map(({ name }) => name),
    ["99/1234"],
  );
});

test("equal findings have one digest, in any order and spelling; another reason is another digest", () => {
  const a = { network: "2001:DB8::1/64", guard: "peer", why: "w", from: "f", yields: false } as const;
  const b = { ...a, network: "2001:db8::/64" };
  const c = { ...a, network: "10.0.0.1" };
  const digest = (...networks: readonly (typeof a | typeof b | typeof c)[]) =>
    protectionOf([findings({ networks })], sha256).digest;
  assert.equal(digest(a, c), digest(c, b, a));
  assert.notEqual(digest(a), protectionOf([findings({ networks: [{ ...a, why: "other" }] })], sha256).digest);
  assert.match(
    protectionOf([findings({ networks: [{ ...a, network: "bad" }] })], sha256).gaps[0] ?? "",
    /expected a network in f, got bad/,
  );
});

test("what is held in a shared network stays, since its block was approved", () => {
  const protection = protect({
    shared: [{ at: "203.0.113.0/28", why: "NAT", policy: "approve" }],
    allow: [{ at: "203.0.113.40", why: "x" }],
  });
  const held = ["203.0.113.1", "203.0.113.40", "203.0.113.41"].map((text) => ({ ...order(text), dropped: null }));
  assert.deepEqual(
    offending(held, protection).map((one) => one.held.target.value),
    ["203.0.113.40"],
  );
  assert.equal(formatAddress(parseNetwork("203.0.113.40")?.base ?? new Uint8Array()), "203.0.113.40");
});
