import type { Socket } from "node:net";
import { diskFiles } from "../../ledger/io/index.ts";
import { Failure, type Json, textOf } from "../../lib/index.ts";
import { type Config, defaultConfig } from "../config.ts";
import { askControlSocket, reachControlSocket } from "../control-ask.ts";
import { signApproval } from "../keys/approvals.ts";
import type { Deed } from "../keys/approvals-deeds.ts";
import type { PersonKey } from "../keys/person-key.ts";
import { hasLedger, openNode, readOrigin } from "../node.ts";
import { openResponder } from "./open-responder.ts";
import type { RequestOf, ResponderAnswers, ResponderRequest } from "./request.ts";
import { RESPOND_SOCKET } from "./socket.ts";

/** Asks the responder of a node, running or not. */
export type ResponderDoor = {
  ask<Ask extends ResponderRequest["ask"]>(request: RequestOf<Ask>): Promise<ResponderAnswers[Ask]>;
  close(): Promise<void>;
};

const LIMITS = { answerBytesMax: 64 * 1024 * 1024, waitMs: 120_000, seeAlso: "`meridian blocks`" };

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
  return reachControlSocket(dataDirectory, RESPOND_SOCKET.name);
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
      const asked = last.then(() => askControlSocket(socket, request as unknown as Json, LIMITS));
      last = asked.catch(() => undefined); // whoever asked has the error
      return asked as Promise<never>;
    },
    close: async () => {
      await last;
      socket.destroy();
    },
  };
}
