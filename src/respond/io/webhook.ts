import { createHmac, createPrivateKey, randomBytes, sign } from "node:crypto";
import { setTimeout as after } from "node:timers/promises";
import { type Clock, explainError, Failure, textOf, toHex } from "../../lib/index.ts";
import type { Actuator, Order, Outcome } from "../actuator.ts";
import { type Attempt, delayBeforeNext, isDelivered } from "../webhook/attempts.ts";
import { ORDERS_A_MESSAGE, webhookBody, webhookConfigShape } from "../webhook/message.ts";
import { parseSecrets, type WebhookKey, type WebhookSecret, webhookHeaders } from "../webhook/signature.ts";
import { type AcknowledgedBook, openAcknowledgedBook } from "./acknowledged-book.ts";
import { type HttpsPost, httpsPost } from "./https-post.ts";
import type { StateFile } from "./state-file.ts";
import { readTrustedFile, readTrustedJson } from "./trusted-file.ts";

export type WebhookActuatorOptions = {
  /** The file with the place, of root's or ours. */
  readonly configPath: string;
  /** Where it is kept what the receiver took. */
  readonly state: StateFile;
  readonly clock: Clock;
  /** Waits between attempts; a test need not. */
  readonly wait?: (ms: number) => Promise<void>;
};

const FILE_BYTES_MAX = 65_536;
/** PKCS #8 of an Ed25519 key is this and its 32 bytes (RFC 8410 §7). */
const PKCS8_ED25519: Uint8Array = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);

type Post = (event: "apply" | "undo", orders: readonly One[]) => Promise<string | undefined>;
type One = Pick<Order, "measure" | "target"> & Partial<Order>;

/**
 * Hands orders to a program elsewhere as signed webhooks (Standard Webhooks 1.0.0). That it took them is all that is known: list() gives
 * what it took and has not ended, and cannot see whether it is so.
 */
export async function openWebhookActuator(options: WebhookActuatorOptions): Promise<Actuator> {
  const { clock, wait = after } = options;
  const config = readTrustedJson(options.configPath, webhookConfigShape, { what: "the webhook file", bytesMax: FILE_BYTES_MAX });
  const keys = readKeys(config.secrets);
  const ca = config.ca === null ? {} : { ca: readTrustedFile(config.ca, { what: "the file", bytesMax: FILE_BYTES_MAX }) };
  const send = httpsPost(config.url, { timeoutMs: config.timeoutMs, tls: ca });
  const book = await openAcknowledgedBook(options.state, clock);
  const post: Post = (event, orders) => deliver(webhookBody(event, orders, clock()), { send, keys, clock, wait });
  return {
    name: "webhook",
    measures: config.measures,
    apply: (orders) => inMessages(orders, "apply", { post, settle: (some) => keep(book, some) }),
    rehearse: (orders) => Promise.resolve(orders.map((order) => outcome(order, undefined))),
    undo: (orders) => inMessages(orders, "undo", { post, settle: (some) => book.drop(some) }),
    list: async () => {
      await book.drop(book.ended());
      return book.held();
    },
    generation: () => Promise.resolve("0"),
  };
}

async function inMessages<Some extends One>(
  orders: readonly Some[],
  event: "apply" | "undo",
  { post, settle }: { readonly post: Post; readonly settle: (taken: readonly Some[]) => Promise<void> },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < orders.length; at += ORDERS_A_MESSAGE) {
    const some = orders.slice(at, at + ORDERS_A_MESSAGE);
    const why = await post(event, some);
    if (why === undefined) await settle(some);
    outcomes.push(...some.map((order) => outcome(order, why)));
  }
  return outcomes;
}

function keep(book: AcknowledgedBook, orders: readonly Order[]): Promise<void> {
  const lasting = orders.flatMap(({ measure, target, expiresAtMs }) =>
    expiresAtMs === null ? [] : [{ measure, target, expiresAtMs, rule: null } as const],
  );
  return book.put(lasting);
}

type Delivery = {
  readonly send: HttpsPost;
  readonly keys: readonly WebhookKey[];
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<unknown>;
};

/** Undefined when the receiver took it, else why not. All attempts bear one id, by which a receiver does it once. */
async function deliver(body: Uint8Array, { send, keys, clock, wait }: Delivery): Promise<string | undefined> {
  const id = `msg_${toHex(new Uint8Array(randomBytes(16)))}`;
  for (let attempt = 1; ; attempt++) {
    const timestampS = Math.floor(clock() / 1000);
    const headers = { "content-type": "application/json", ...webhookHeaders({ id, timestampS, body }, keys) };
    const { why, ...answer } = await once(send, body, headers);
    if (isDelivered(answer)) return undefined;
    const delayMs = delayBeforeNext(attempt, answer, (randomBytes(1)[0] ?? 0) / 255);
    if (delayMs === null) return `${why}, after ${attempt} ${attempt === 1 ? "attempt" : "attempts"}`;
    await wait(delayMs);
  }
}

async function once(
  send: HttpsPost,
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<Attempt & { why: string }> {
  try {
    const { status, retryAfterS } = await send(body, headers);
    return { status, retryAfterS, why: `the receiver answered HTTP ${status}` };
  } catch (error) {
    return { status: null, retryAfterS: null, why: `the receiver gave no answer: ${explainError(error)}` };
  }
}

function readKeys(path: string): readonly WebhookKey[] {
  const asked = { what: "the webhook secrets", bytesMax: FILE_BYTES_MAX, isSecret: true };
  const read = parseSecrets(textOf(readTrustedFile(path, asked)) ?? "");
  if (!read.ok) throw new Failure("CONFIG_INVALID", `could not use the webhook secrets ${path}: ${read.fault}`);
  return read.value.map(webhookKey);
}

/** A key that signs with a secret. */
export function webhookKey({ scheme, bytes }: WebhookSecret): WebhookKey {
  if (scheme === "v1") return { scheme, sign: (content) => new Uint8Array(createHmac("sha256", bytes).update(content).digest()) };
  const key = createPrivateKey({ key: Buffer.from([...PKCS8_ED25519, ...bytes]), format: "der", type: "pkcs8" });
  return { scheme, sign: (content) => new Uint8Array(sign(null, content, key)) };
}

function outcome({ target }: One, why: string | undefined): Outcome {
  return { target, state: why === undefined ? "done" : "failed", guard: null, reason: why ?? null };
}
