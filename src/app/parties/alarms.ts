import { nodeSignatureChecks, sha256 } from "../../ledger/io/index.ts";
import { isoTime, makeDirectories, present, toHex, writeDurably } from "../../lib/index.ts";
import type { Vkey } from "../../merkle/index.ts";
import { alarmSubjects, type Digest, type StatementOf } from "../../model/index.ts";
import { explainForkVerdict, type ForkVerdict, verifyForkProof } from "../../witness/index.ts";
import type { Node } from "../node.ts";
import { type AlarmState, personsOf } from "./alarms-fold.ts";
import { type AlarmSource, FORKS, readAlarms, standingAlarms } from "./alarms-view.ts";
import { readPeers } from "./witnessing-keys.ts";
import { vkeysOf } from "./witnessing-peers.ts";

/** An alarm with its proof judged anew, now. */
export type ListedAlarm = AlarmState & { readonly verdict: string; readonly isProven: boolean };

/** Every alarm of the ledger with what its proof shows by the keys that the node has for that log. */
export async function listAlarms(node: AlarmSource): Promise<readonly ListedAlarm[]> {
  const { logs } = await readPeers(node.files);
  const listed: ListedAlarm[] = [];
  for (const alarm of await readAlarms(node)) {
    const { origin, bundle } = alarm.predicate;
    const vkeys = vkeysOf(logs.find((log) => log.origin === origin)?.vkeys ?? []);
    listed.push({ ...alarm, ...(await judgeBundle(await readFork(node, bundle), vkeys)) });
  }
  return listed;
}

/** A proof by the SHA-256 of its bytes; undefined when it is not there, or is not those bytes any more. */
export async function readFork({ files }: Pick<Node, "files">, digest: string): Promise<Uint8Array | undefined> {
  const bytes = await files.read(`${FORKS}/${digest}`);
  return bytes !== undefined && toHex(sha256(bytes)) === digest ? bytes : undefined;
}

async function judgeBundle(
  bytes: Uint8Array | undefined,
  vkeys: readonly Vkey[],
): Promise<Pick<ListedAlarm, "verdict" | "isProven">> {
  if (bytes === undefined) return { isProven: false, verdict: "the proof is missing or damaged" };
  const verdict = await verifyForkProof(bytes, vkeys, nodeSignatureChecks, sha256);
  if (verdict.ok) return { isProven: true, verdict: explainForkVerdict(verdict.value) };
  return { isProven: false, verdict: `the file proves nothing against this log (${verdict.fault.kind})` };
}

/** What a log was caught with. `vkeys` are the log's, `seenAtMs` the node's own time. */
export type Caught = { readonly proof: Uint8Array; readonly vkeys: readonly Vkey[]; readonly seenAtMs: number };

/**
 * Keeps a proof against a log and states it in our own ledger: the proof is durable first. Nothing happens when the file proves
 * nothing, is stated already, or another alarm about this log waits for its answers: one is enough. Gives the entry, or undefined.
 */
export async function raiseAlarm(node: Node, { proof, vkeys, seenAtMs }: Caught): Promise<number | undefined> {
  const verdict = await verifyForkProof(proof, vkeys, nodeSignatureChecks, sha256);
  if (!verdict.ok) return undefined;
  const bundle = toHex(sha256(proof)) as Digest;
  const known = (await standingAlarms(node)).filter(({ predicate }) => predicate.origin === verdict.value.origin);
  if (known.some(({ state, predicate }) => state !== "dismissed" || predicate.bundle === bundle)) return undefined;
  await makeDirectories(node.files, FORKS, new Set());
  await writeDurably(node.files, `${FORKS}/${bundle}`, proof);
  const [receipt] = await node.ledger.append([alarmStatement(verdict.value, bundle, seenAtMs)]);
  return present(receipt, "one statement has one receipt").index;
}

const SUMMARY_UNITS_MAX = 2000;

function alarmStatement(verdict: ForkVerdict, bundle: Digest, seenAtMs: number): StatementOf<"alarm"> {
  const alarm = verdict.kind === "rollback" ? "rollback" : "fork";
  const summary = explainForkVerdict(verdict).slice(0, SUMMARY_UNITS_MAX);
  const predicate = { alarm, origin: verdict.origin, seenAt: isoTime(seenAtMs), bundle, summary } as const;
  return { kind: "alarm", subject: alarmSubjects(predicate), predicate };
}

/** States the proofs that a crash left without their alarm. Gives the entries of the new alarms. */
export async function raiseUnstated(node: Node, seenAtMs: number): Promise<readonly number[]> {
  const { logs } = await readPeers(node.files);
  const stated = new Set((await standingAlarms(node)).map(({ predicate }) => predicate.bundle as string));
  const raised: number[] = [];
  for (const digest of await node.files.list(FORKS)) {
    const proof = stated.has(digest) ? undefined : await readFork(node, digest);
    if (proof === undefined) continue;
    for (const { vkeys } of logs) {
      const index = await raiseAlarm(node, { proof, vkeys: vkeysOf(vkeys), seenAtMs });
      if (index !== undefined) raised.push(index);
    }
  }
  return raised;
}

/** Says when nobody could dismiss an alarm that is raised now; undefined when two persons could. */
export function dismissalWarning({ ledger }: Pick<Node, "ledger">): string | undefined {
  const persons = personsOf(ledger.keyring.keys);
  if (persons >= 2) return undefined;
  return `the ledger knows ${persons === 0 ? "no person" : "one person"} by key: an alarm that is raised now could never be dismissed. See \`meridian keys\``;
}

/** A line for people about each alarm that nobody has answered so that it counts; none when all is quiet. */
export function alarmLines(alarms: readonly AlarmState[]): readonly string[] {
  return alarms.flatMap(({ state, index, predicate: { alarm, origin, seenAt } }) =>
    state === "open"
      ? [
          `ALARM ${index}: the log ${origin} showed ${alarm === "fork" ? "two histories" : "a rolled-back history"}, seen ${seenAt}`,
        ]
      : [],
  );
}
