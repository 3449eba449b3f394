import { z } from "zod";
import { Failure, type Json } from "../../lib/index.ts";
import { askControlSocket, reachControlSocket } from "../control-ask.ts";
import { type ControlSocket, serveControlSocket } from "../control-socket.ts";
import { hasLedger, type Node } from "../node.ts";
import { findCaseCall } from "./ask.ts";
import { type CaseAsking, openCaseAsking } from "./asking.ts";
import { caseWorldOf } from "./world.ts";

/** The control socket of cases in a data directory. A request holds at most a document of nouns. */
const CASE_SOCKET: ControlSocket = {
  name: "case.sock",
  requestBytesMax: 64 * 1024 * 1024,
  connectionsMax: 16,
  idleMs: 300_000,
};
/** An answer names at most what a document enters. A statement may read every sealed record before. */
const ANSWER_BYTES_MAX: number = 256 * 1024 * 1024;
const ANSWER_WAIT_MS = 3_600_000;

const requestWord = z.strictObject({
  call: z.string().max(100),
  input: z.unknown(),
  by: z.string().min(1).max(400),
  /** Files of knowledge bases, by their whole paths, instead of those of the node's configuration. */
  knowledge: z.array(z.string().startsWith("/").max(4096)).max(100).optional(),
  /** Folders or files of law packs, likewise, instead of those that ship. */
  packs: z.array(z.string().startsWith("/").max(4096)).max(100).optional(),
});

/** A call as it goes through the socket. The socket's owner is the keeper of the cases, whose they all are. */
export type CaseRequest = z.output<typeof requestWord>;

/** How a process serves cases: what answers, where it does so for others too, else the keeper's files of knowledge bases. */
export type CaseServing = {
  readonly ask?: CaseAsking;
  readonly knowledge: readonly string[];
  readonly onProblem: (what: string) => void;
};

/**
 * Answers the calls of cases on DATA/case.sock for as long as this process holds the node: {call, input, by} gives {ok: true, value} or {ok: false,
 * code, message}, one at a time a connection. The cases are read when the first one asks. `close` lets what is being stated end. Throws SERVE_PORT.
 */
export async function serveCases(node: Node, { ask, knowledge, onProblem }: CaseServing): Promise<{ close(): Promise<void> }> {
  const open = ask === undefined ? openedOnce(() => openCaseAsking(caseWorldOf(node), knowledge)) : () => Promise.resolve(ask);
  const stopping = new AbortController();
  const pending = new Set<Promise<unknown>>();
  const answer = async (json: Json, gone: AbortSignal) => {
    const request = requestWord.safeParse(json);
    if (!request.success) return { expected: `expected {call, input, by}: ${z.prettifyError(request.error)}` };
    const { call, input, by, knowledge: files, packs } = request.data;
    const answering = (async () => {
      const asking = await open();
      const named = { ...(files === undefined ? {} : { knowledge: files }), ...(packs === undefined ? {} : { packs }) };
      const extras = { signal: AbortSignal.any([gone, stopping.signal]), ...named };
      return asking({ name: by, victims: null }, call, input, extras);
    })();
    pending.add(answering);
    try {
      return { value: await answering };
    } finally {
      pending.delete(answering);
    }
  };
  const socket = await serveControlSocket(node.dataDirectory, CASE_SOCKET, { answer, onProblem });
  return {
    close: async () => {
      stopping.abort();
      await Promise.allSettled(pending);
      await new Promise((written) => setImmediate(written)); // the last answers are on their way
      await socket.close();
    },
  };
}

/** Opens once it is asked for, and again only when that failed. */
function openedOnce<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opened: Promise<Value> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

/**
 * Makes a call at the node that runs in a data directory and serves cases; undefined when none does. Throws what the call throws, LEDGER_MISSING, and
 * LEDGER_BUSY when no answer came: then it is not known whether it was stated, and it is not asked again.
 */
export async function askCaseAtNode(
  dataDirectory: string,
  request: CaseRequest,
  signal: AbortSignal,
): Promise<{ readonly value: Json } | undefined> {
  if (!(await hasLedger(dataDirectory)))
    throw new Failure(
      "LEDGER_MISSING",
      `there is no ledger in ${dataDirectory}: \`meridian start --once --data DIR\` begins one in DIR/exercise`,
    );
  const socket = await reachControlSocket(dataDirectory, CASE_SOCKET.name);
  if (socket === undefined) return undefined;
  const isAboutAll = findCaseCall(request.call)?.about === "all";
  const seeAlso = isAboutAll ? "`meridian case list`" : "`meridian case open`";
  try {
    const limits = { answerBytesMax: ANSWER_BYTES_MAX, waitMs: ANSWER_WAIT_MS, seeAlso, signal };
    return { value: await askControlSocket(socket, request as Json, limits) };
  } finally {
    socket.destroy();
  }
}
