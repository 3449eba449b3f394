import { connect, type Socket } from "node:net";
import { FAILURE_CODES, Failure, type FailureCode, type Json, parseJson, textOf } from "../lib/index.ts";
import { controlSocketPlace } from "./control-socket.ts";

/** How long an answer may be and take, and what its asker is told when none comes. */
export type AskLimits = {
  readonly answerBytesMax: number;
  readonly waitMs: number;
  /** Where to see what the node did, when it ended before it answered. */
  readonly seeAlso: string;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
};

/** A connection to the control socket of the node that runs in a data directory; undefined when none answers there. Throws LEDGER_BUSY. */
export async function reachControlSocket(dataDirectory: string, name: string): Promise<Socket | undefined> {
  const place = controlSocketPlace(dataDirectory, name);
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

/** Asks one thing on a connection on which nothing else is being asked. Throws what the node answers, and LEDGER_BUSY when it does not. */
export async function askControlSocket(socket: Socket, request: Json, limits: AskLimits): Promise<Json> {
  const line = await roundTrip(socket, `${JSON.stringify(request)}\n`, limits);
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

function roundTrip(socket: Socket, line: string, limits: AskLimits): Promise<Uint8Array> {
  const { answerBytesMax, waitMs, seeAlso, signal } = limits;
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    const fail = (why: string) => over(new Failure("LEDGER_BUSY", why));
    const timer = setTimeout(() => fail(`the running node did not answer within ${waitMs} ms`), waitMs);
    const onData = (chunk: Uint8Array) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (chunk.at(-1) === 10) over(undefined);
      else if (bytes > answerBytesMax) fail("the running node's answer is too long");
    };
    const onEnd = () => fail(`the running node ended before it answered; see what it did with ${seeAlso}`);
    const onStop = () => fail(`stopped waiting for the running node's answer; see what it did with ${seeAlso}`);
    const over = (failure: Failure | undefined) => {
      clearTimeout(timer);
      socket.off("data", onData).off("close", onEnd).off("error", onEnd);
      signal?.removeEventListener("abort", onStop);
      if (failure === undefined) resolve(Buffer.concat(chunks).subarray(0, -1));
      else reject(failure);
    };
    socket.on("data", onData).on("close", onEnd).on("error", onEnd);
    signal?.addEventListener("abort", onStop);
    if (signal?.aborted === true) onStop();
    else socket.write(line);
  });
}
