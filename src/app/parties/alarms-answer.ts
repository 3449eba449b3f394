import { type SigningKey, signStatement } from "../../ledger/index.ts";
import { Failure, isoTime, parseIsoTime, parseJson, present, shape, textOf } from "../../lib/index.ts";
import { type AnswerPredicate, answerSubjects } from "../../model/index.ts";
import type { HttpAnswer } from "../../witness/index.ts";
import { httpPost } from "../../witness/io/index.ts";
import type { Node } from "../node.ts";
import type { AlarmState } from "./alarms-fold.ts";
import { type AlarmSource, readAlarms } from "./alarms-view.ts";
import { baseOf } from "./ledger-service-about.ts";

/** What a person says of an alarm. `alarm` is its entry. */
export type Answering = {
  readonly alarm: number;
  readonly answer: AnswerPredicate["answer"];
  readonly reason: string;
  readonly atMs: number;
};

/**
 * Enters a person's signed answer to an alarm. Gives its entry and what the alarm is now. Throws CLI_USAGE for an entry that is no
 * alarm, KEY_REFUSED for a key that the ledger does not believe.
 */
export async function answerAlarm(
  node: Node,
  answering: Answering,
  key: SigningKey,
): Promise<{ readonly index: number; readonly alarm: AlarmState }> {
  const envelope = await signAnswer(node, answering, key);
  const entered = await node.ledger.appendSigned([envelope]);
  if (!entered.ok) throw new Failure("KEY_REFUSED", `the ledger does not take the answer: ${entered.fault.reason}`);
  const { index } = present(entered.value[0], "one envelope has one receipt");
  return { index, alarm: await alarmAt(node, answering.alarm) };
}

/** Where a running node takes envelopes: its public address, and a token of `ledger.submitTokens`. */
export type SubmitDoor = { readonly url: string; readonly token: string };

const SUBMIT_MS_MAX = 30_000;
const ANSWER_BYTES_MAX = 4096;
const receiptShape = shape.record({ index: shape.count, name: shape.text(64), size: shape.count });

/**
 * As `answerAlarm`, for a ledger that a running node writes: the signed answer is handed in at its door. Gives its entry, which stands in
 * the ledger when this resolves. Throws KEY_REFUSED when the node does not take it, SUBMIT_FAILED when it could not be asked.
 */
export async function submitAnswer(
  source: AlarmSource,
  answering: Answering,
  key: SigningKey,
  { url, token }: SubmitDoor,
): Promise<number> {
  const envelope = await signAnswer(source, answering, key);
  const door = `${baseOf(url)}/submit/entries`;
  const { status, body } = await handIn(door, token, envelope);
  const text = textOf(body) ?? "";
  const receipt = parseJson(text);
  const read = receipt.ok ? receiptShape(receipt.value, "receipt") : receipt;
  if (status === 201 && read.ok) return read.value.index;
  const code = status === 422 ? "KEY_REFUSED" : "SUBMIT_FAILED";
  throw new Failure(code, `the node does not take the answer: ${door} answers ${status}: ${text.trim()}`);
}

async function handIn(url: string, token: string, envelope: Uint8Array): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/vnd.dsse.envelope.v1+json" };
  try {
    return await httpPost(url, { timeoutMs: SUBMIT_MS_MAX, bodyBytesMax: ANSWER_BYTES_MAX, headers })(envelope);
  } catch (error) {
    throw new Failure("SUBMIT_FAILED", "could not hand the answer to the node", error);
  }
}

async function signAnswer(source: AlarmSource, { alarm, answer, reason, atMs }: Answering, key: SigningKey): Promise<Uint8Array> {
  const raised = await alarmAt(source, alarm);
  // The person's clock may be behind that of the node that saw it.
  const at = isoTime(Math.max(atMs, parseIsoTime(raised.predicate.seenAt) ?? 0));
  const predicate = { alarm: raised.name, answer, reason, at };
  return signStatement({ kind: "answer", subject: answerSubjects(predicate), predicate }, [key]);
}

async function alarmAt(node: Pick<AlarmSource, "ledger">, index: number): Promise<AlarmState> {
  const alarm = (await readAlarms(node)).find((one) => one.index === index);
  if (alarm === undefined) throw new Failure("CLI_USAGE", `entry ${index} is no alarm. \`meridian ledger alarms\` lists them`);
  return alarm;
}
