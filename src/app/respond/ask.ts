import { connect, type Socket } from "node:net";
import { diskFiles } from "../../ledger/io/index.ts";
import { FAILURE_CODES, Failure, type FailureCode, formatJson, type Json, parseJson, textOf } from "../../lib/index.ts";
import { type Config, defaultConfig } from "../config.ts";
import { signApproval } from "../keys/approvals.ts";
import type { Deed } from "../keys/approvals-deeds.ts";
import type { PersonKey } from "../keys/person-key.ts";
import { hasLedger, openNode, readOrigin } from "../node.ts";
import { openResponder } from "./open-responder.ts";
import type { RequestOf, ResponderAnswers, ResponderRequest } from "./request.ts";
import { socketPlace } from "./socket.ts";

/** Asks the responder of a node, running or not. */
export type ResponderDoor = {
  ask<Ask extends ResponderRequest["ask"]>(request: RequestOf<Ask>): Promise<ResponderAnswers[Ask]>;
  close(): Promise<void>;
};

const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const ANSWER_WAIT_MS = 120_000;

/**
 * The responder of the node in a data directory: by its control socket while it runs; else the node is opened here, with `config`, and
 * acts whatever its mode is, since a person orders it. Throws LEDGER_MISSING, LEDGER_BUSY when a node runs without a response room, and
 * what openResponder throws.
 */
export async function openResponderDoor(
  dataDirectory: string,
  config: Pick<Config, "respond" | "approvals"> = defaultConfig(process.cwd()),
): Promise<ResponderDoor> {
  const socket = await reach(dataDirectory);
  return socket === undefined ? openHere(dataDirectory, config) : talk(socket);
}

/** One question, as openResponderDoor. */
export async function askResponder<Ask extends ResponderRequest["ask"]>(
  dataDirectory: string,
  request: RequestOf<Ask>,
  config?: Pick<Config, "respond" | "approvals">,
): Promise<ResponderAnswers[Ask]> {
  const door = await openResponderDoor(dataDirectory, config);
  try {
    return await door.ask<Ask>(request);
  } finally {
    await door.close();
  }
}

/**
 * Hands a person's approval to the node that runs in a data directory and takes requests; undefined when none does. Gives the entry.
 * Throws KEY_REFUSED when the ledger does not believe the key.
 */
export async function approveAtNode(
  dataDirectory: string,
  deed: Deed,
  key: PersonKey,
  validity: { readonly nowMs: number; readonly validHours: number },
): Promise<number | undefined> {
  const socket = await reach(dataDirectory);
  if (socket === undefined) return undefined;
  const door = talk(socket);
  try {
    const envelope = await signApproval(await readOrigin(diskFiles(dataDirectory)), deed, key, validity);
    return (await door.ask({ ask: "submit", envelope: textOf(envelope) ?? "" })).entry;
  } finally {
    await door.close();
  }
}

/** A connection to the running node; undefined when none answers. */
async function reach(dataDirectory: string): Promise<Socket | undefined> {
  if (!(await hasLedger(dataDirectory))) throw new Failure("LEDGER_MISSING", `there is no ledger in ${dataDirectory}`);
  const place = socketPlace(dataDirectory);
  try {
    return await new Promise<Socket | undefined>((resolve, reject) => {
      const socket = connect(place.path, () => resolve(socket));
      socket.once("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(undefined);
        else reject(new Failure("LEDGER_BUSY", `could not reach the running node's ${place.path}`, error));
      });
    });
  } finally {
    place.release();
  }
}

async function openHere(dataDirectory: string, config: Pick<Config, "respond" | "approvals">): Promise<ResponderDoor> {
  const node = await openNode({
    dataDirectory,
    party: { name: "", kind: "", jurisdiction: null, exercise: false },
    origin: null,
  });
  try {
    const responder = await openResponder({
      node,
      config: { ...config, respond: { ...config.respond, mode: "act" } },
      onAction: () => undefined,
      onProblem: (what) => void process.stderr.write(`meridian: ${what}\n`),
    });
    await responder.started;
    return {
      ask: (request) => responder.answer(request),
      close: async () => {
        await responder.close();
        await node.close();
      },
    };
  } catch (error) {
    await node.close();
    throw error;
  }
}

function talk(socket: Socket): ResponderDoor {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ask: (request) => {
      const asked = last.then(() => exchange(socket, request));
      last = asked.catch(() => undefined); // whoever asked has the error
      return asked as Promise<never>;
    },
    close: async () => {
      await last;
      socket.destroy();
    },
  };
}

async function exchange(socket: Socket, request: ResponderRequest): Promise<Json> {
  const line = await roundTrip(socket, `${formatJson(request)}\n`);
  const json = parseJson(textOf(line) ?? "");
  // The socket is the data directory owner's alone, and so is what answers on it.
  const answer = json.ok ? (json.value as { ok?: Json; value?: Json; code?: Json; message?: Json }) : undefined;
  if (answer?.ok === true) return answer.value ?? null;
  const code = typeof answer?.code === "string" && Object.hasOwn(FAILURE_CODES, answer.code) ? answer.code : "LEDGER_BUSY";
  throw new Failure(
    code as FailureCode,
    typeof answer?.message === "string" ? answer.message : "the running node gave no usable answer",
  );
}

function roundTrip(socket: Socket, line: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const timer = setTimeout(
      () => over(new Failure("LEDGER_BUSY", `the running node did not answer within ${ANSWER_WAIT_MS} ms`)),
      ANSWER_WAIT_MS,
    );
    const onData = (chunk: Uint8Array) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (chunk.at(-1) === 10) over(undefined);
      else if (bytes > ANSWER_BYTES_MAX) over(new Failure("LEDGER_BUSY", "the running node's answer is too long"));
    };
    const onEnd = () =>
      over(new Failure("LEDGER_BUSY", "the running node ended before it answered; see what it did with `meridian blocks`"));
    const over = (failure: Failure | undefined) => {
      clearTimeout(timer);
      socket.off("data", onData).off("close", onEnd).off("error", onEnd);
      if (failure === undefined) resolve(Buffer.concat(chunks).subarray(0, -1));
      else reject(failure);
    };
    socket.on("data", onData).on("close", onEnd).on("error", onEnd);
    socket.write(line);
  });
}
