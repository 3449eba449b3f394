import { chmodSync, closeSync, openSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { explainError, Failure, type Json, parseJson, textOf } from "../lib/index.ts";

/** A control socket: one line of JSON each way, on a name in a data directory. */
export type ControlSocket = {
  /** Its file in the data directory. */
  readonly name: string;
  /** Bytes of one request on its line, at most. */
  readonly requestBytesMax: number;
  readonly connectionsMax: number;
  /** After so many ms in which nobody asked and nothing is being answered, a connection ends. */
  readonly idleMs: number;
};

/**
 * Answers a request that is JSON, or gives text that says what was expected instead. What it throws is told by code and message. `gone` is aborted
 * when nobody waits for the answer any more.
 */
export type ControlAnswer = (
  request: Json,
  gone: AbortSignal,
) => Promise<{ readonly value: Json } | { readonly expected: string }>;

/** What sockaddr_un holds (unix(7)), less the final zero. */
const PATH_BYTES_MAX = 107;

/**
 * Answers requests on a socket in a data directory, mode 0600, one at a time a connection, until closed. Only the holder of the ledger's lock may
 * call this: the name is its own, and what a killed holder left there goes. Throws SERVE_PORT.
 */
export async function serveControlSocket(
  dataDirectory: string,
  shape: ControlSocket,
  world: { readonly answer: ControlAnswer; readonly onProblem: (what: string) => void },
): Promise<{ close(): Promise<void> }> {
  const place = controlSocketPlace(dataDirectory, shape.name);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("timeout", () => socket.destroy());
    converse(socket, shape, world.answer);
  });
  server.maxConnections = shape.connectionsMax;
  try {
    await rm(place.path, { force: true });
    await listen(server, place.path);
    chmodSync(place.path, 0o600);
  } catch (error) {
    place.release();
    throw new Failure("SERVE_PORT", `could not listen on ${join(dataDirectory, shape.name)}`, error);
  }
  server.on("error", (error) => world.onProblem(`the control socket ${shape.name} failed: ${error.message}`));
  return {
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
      await rm(place.path, { force: true });
      place.release();
    },
  };
}

/** Where a socket is reached; a path longer than sockaddr_un takes goes through a descriptor of its folder. */
export function controlSocketPlace(dataDirectory: string, name: string): { readonly path: string; release(): void } {
  const path = join(dataDirectory, name);
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) return { path, release: () => undefined };
  const folder = openSync(dataDirectory, "r");
  return { path: `/proc/self/fd/${folder}/${name}`, release: () => closeSync(folder) };
}

function listen(server: Server, path: string): Promise<void> {
  // Nobody else may connect between bind and chmod.
  const before = process.umask(0o177);
  return new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
    process.umask(before);
  });
}

/** One request at a time on a connection; what comes meanwhile waits in the socket. */
function converse(socket: Socket, { requestBytesMax, idleMs }: ControlSocket, answer: ControlAnswer): void {
  const gone = new AbortController();
  const lines = new LineQueue(requestBytesMax);
  let busy = false;
  const next = async () => {
    if (busy) return;
    const line = lines.take();
    if (line === undefined) {
      if (lines.isTooLong) socket.destroy();
      return;
    }
    busy = true;
    socket.pause();
    socket.setTimeout(0); // an answer may take longer than anybody may idle
    const told = line.length > requestBytesMax ? NO_REQUEST : await answerLine(line, answer, gone.signal);
    if (!socket.destroyed) socket.write(`${told}\n`);
    socket.setTimeout(idleMs);
    busy = false;
    socket.resume();
    await next();
  };
  socket.setTimeout(idleMs);
  socket.on("close", () => gone.abort());
  socket.on("data", (chunk: Uint8Array) => {
    lines.push(chunk);
    void next();
  });
}

/** Bytes that came, given back by lines. */
class LineQueue {
  readonly #max: number;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  /** Chunks at the beginning in which no line ends: each is looked through once. */
  #endless = 0;

  constructor(max: number) {
    this.#max = max;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The next whole line; undefined while there is none. */
  take(): Uint8Array | undefined {
    while (this.#chunks[this.#endless]?.includes(10) === false) this.#endless++;
    const at = this.#endless;
    const last = this.#chunks[at];
    if (last === undefined) return undefined;
    const end = last.indexOf(10);
    this.#endless = 0;
    const line = Buffer.concat([...this.#chunks.slice(0, at), last.subarray(0, end)]);
    this.#chunks = [last.subarray(end + 1), ...this.#chunks.slice(at + 1)];
    this.#bytes -= line.length + 1;
    return line;
  }

  /** True when a line that has not ended yet is longer than any may be. */
  get isTooLong(): boolean {
    return this.#bytes > this.#max;
  }
}

const NO_REQUEST: string = JSON.stringify({ ok: false, code: "CLI_USAGE", message: "expected one request as a line of JSON" });

/** The answer as a line of JSON; an answer's members that are undefined are left out. */
async function answerLine(line: Uint8Array, answer: ControlAnswer, gone: AbortSignal): Promise<string> {
  const text = textOf(line);
  const json = text === undefined ? undefined : parseJson(text);
  if (!json?.ok) return NO_REQUEST;
  try {
    const told = await answer(json.value, gone);
    return JSON.stringify(
      "expected" in told ? { ok: false, code: "CLI_USAGE", message: told.expected } : { ok: true, value: told.value },
    );
  } catch (error) {
    const code = error instanceof Failure ? error.code : "LEDGER_DISK";
    return JSON.stringify({ ok: false, code, message: error instanceof Failure ? error.message : explainError(error) });
  }
}
