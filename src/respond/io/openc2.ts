import { randomUUID } from "node:crypto";
import { type Clock, explainError, formatJson, textOf, utf8 } from "../../lib/index.ts";
import type { Actuator, Order, Outcome } from "../actuator.ts";
import {
  deleteCommand,
  denyCommand,
  type OpenC2Command,
  type OpenC2Config,
  openC2ConfigShape,
  queryCommand,
  targetName,
} from "../openc2/command.ts";
import { type OpenC2Response, readResponse, refusalOf } from "../openc2/response.ts";
import { type AcknowledgedBook, openAcknowledgedBook } from "./acknowledged-book.ts";
import { type HttpsPost, httpsPost } from "./https-post.ts";
import { keyedTurns, mapAtMost } from "./in-turn.ts";
import type { StateFile } from "./state-file.ts";
import { readTrustedFile, readTrustedJson } from "./trusted-file.ts";

export type OpenC2ActuatorOptions = {
  /** The file with the consumer's place, of root's or ours. */
  readonly configPath: string;
  /** Where the consumer's rule numbers are kept. */
  readonly state: StateFile;
  readonly clock: Clock;
  readonly onProblem: (problem: string) => void;
};

const CONFIG_BYTES_MAX = 65_536;
const COMMANDS_AT_ONCE = 8;
const EXPIRE_EVERY_MS = 1_000;

type Desk = { readonly config: OpenC2Config; readonly book: AcknowledgedBook; readonly command: Commander };
type Commander = (command: OpenC2Command) => Promise<OpenC2Response | string>;
type One = Parameters<Actuator["undo"]>[0][number];

/**
 * Blocks at a packet filter elsewhere, by OpenC2 v1.0 in its profile for stateless packet filters over HTTPS. The profile lets nobody
 * list rules: list() gives what the consumer acknowledged, and cannot see what was changed there since.
 */
export async function openOpenC2Actuator(options: OpenC2ActuatorOptions): Promise<Actuator & { close(): Promise<void> }> {
  const { clock, onProblem } = options;
  const asked = { what: "the OpenC2 file", bytesMax: CONFIG_BYTES_MAX };
  const config = readTrustedJson(options.configPath, openC2ConfigShape, asked);
  const book = await openAcknowledgedBook(options.state, clock);
  const desk: Desk = { config, book, command: commander(config) };
  const inTurn = keyedTurns();
  let expiring: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    expiring = expire(desk, onProblem).catch((error: unknown) => onProblem(explainError(error)));
  }, EXPIRE_EVERY_MS);
  timer.unref();
  return {
    name: "openc2",
    measures: config.measures,
    apply: (orders) => mapAtMost(orders, COMMANDS_AT_ONCE, (order) => inTurn(order.target.value, () => deny(desk, order))),
    rehearse: (orders) => rehearse(desk, orders),
    undo: (orders) => mapAtMost(orders, COMMANDS_AT_ONCE, (order) => inTurn(order.target.value, () => remove(desk, order))),
    list: () => Promise.resolve(book.held()),
    // Nobody tells when a rule is changed there.
    generation: () => Promise.resolve("0"),
    close: async () => {
      clearInterval(timer);
      await expiring;
    },
  };
}

async function deny({ config, book, command }: Desk, order: Order): Promise<Outcome> {
  const { measure, target, expiresAtMs } = order;
  if (expiresAtMs === null) return outcome(order, "a block must end");
  const before = book.find(order);
  if (before !== undefined && before.expiresAtMs >= expiresAtMs) return outcome(order, undefined);
  const answer = await command(denyCommand(order, config));
  const why = typeof answer === "string" ? answer : refusalOf(answer);
  if (why !== undefined || typeof answer === "string") return outcome(order, why);
  await book.put([{ measure, target, expiresAtMs, rule: answer.ruleNumber ?? null }]);
  // The longer rule stands; the shorter one would end by itself, so that its removal is no part of the outcome.
  if (before !== undefined && before.rule !== null && before.rule !== answer.ruleNumber)
    await command(deleteCommand(before.rule, config));
  return outcome(order, undefined);
}

async function remove({ config, book, command }: Desk, what: One): Promise<Outcome> {
  const known = book.find(what);
  if (known === undefined) return outcome(what, undefined);
  if (known.rule === null)
    return outcome(what, "the consumer gave no number for this rule, so it cannot be deleted before its end");
  const answer = await command(deleteCommand(known.rule, config));
  const why = typeof answer === "string" ? answer : refusalOf(answer);
  if (why === undefined) await book.drop([what]);
  return outcome(what, why);
}

/** Asks the consumer whether it can do such a thing at all; OpenC2 has no dry run. */
async function rehearse({ config, command }: Desk, orders: readonly Order[]): Promise<readonly Outcome[]> {
  const answer = orders.length === 0 ? undefined : await command(queryCommand());
  return orders.map((order) => {
    if (answer === undefined || typeof answer === "string") return outcome(order, answer);
    const name = targetName(order.target.value, config);
    const isAble = answer.pairs === undefined || answer.pairs["deny"]?.includes(name) === true;
    return outcome(order, refusalOf(answer) ?? (isAble ? undefined : `the consumer does not implement deny ${name}`));
  });
}

/** Rules that we must end ourselves are deleted; those that ended by themselves are forgotten. */
async function expire(desk: Desk, onProblem: (problem: string) => void): Promise<void> {
  const ended = desk.book.ended();
  if (desk.config.ends === "consumer") return desk.book.drop(ended);
  for (const entry of ended) {
    const { state, reason } = await remove(desk, entry);
    if (state !== "done") onProblem(`could not end ${entry.target.value}: ${reason ?? ""}`);
  }
}

function outcome({ target }: Pick<Order, "target">, why: string | undefined): Outcome {
  return { target, state: why === undefined ? "done" : "failed", guard: null, reason: why ?? null };
}

/** HTTPS transfer v1.0 §3.2, §3.3: POST, these two content types, one command a message. Gives the reason when there is no answer. */
function commander(config: OpenC2Config): Commander {
  const { tls, token } = config;
  const { ca, cert, key } = tls ?? { ca: null, cert: null, key: null };
  const file = (path: string, isSecret: boolean) =>
    readTrustedFile(path, { what: "the file", bytesMax: CONFIG_BYTES_MAX, isSecret });
  const pem = {
    ...(ca === null ? {} : { ca: file(ca, false) }),
    ...(cert === null ? {} : { cert: file(cert, false) }),
    ...(key === null ? {} : { key: file(key, true) }),
  };
  const bearer = token === null ? undefined : textOf(file(token, true))?.trim();
  const post: HttpsPost = httpsPost(config.url, { timeoutMs: config.timeoutMs, tls: pem });
  return async (command) => {
    const headers = {
      "content-type": "application/openc2-cmd+json;version=1.0",
      accept: "application/openc2-rsp+json;version=1.0",
      "cache-control": "no-cache",
      "x-request-id": randomUUID(),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    };
    try {
      const { status, body } = await post(utf8(formatJson(command)), headers);
      const read = readResponse(status, body);
      return read.ok ? read.value : read.fault;
    } catch (error) {
      return `the consumer gave no answer: ${explainError(error)}`;
    }
  };
}
