import { chmodSync, closeSync, openSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { explainError, Failure, formatJson, type Json, parseJson, textOf } from "../../lib/index.ts";
import { type ResponderRequest, readRequest } from "./request.ts";
import type { Responder } from "./responder.ts";

/** The control socket in a data directory. */
const RESPOND_SOCKET = "respond.sock";
/** One request on its line, at most: 10,000 targets and their reason, or an envelope. */
const REQUEST_BYTES_MAX: number = 8 * 1024 * 1024;
const CONNECTIONS_MAX = 32;
const IDLE_MS = 300_000;
/** What sockaddr_un holds (unix(7)), less the final zero. */
const PATH_BYTES_MAX = 107;

/** Answers requests on DATA/respond.sock, mode 0600, one line of JSON each way, until closed. The holder of the ledger's lock owns the name. */
export async function serveResponder(
  dataDirectory: string,
  responder: Pick<Responder, "answer">,
  onProblem: (what: string) => void,
): Promise<{ close(): Promise<void> }> {
  const place = socketPlace(dataDirectory);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    converse(socket, responder);
  });
  server.maxConnections = CONNECTIONS_MAX;
  try {
    await rm(place.path, { force: true });
    await listen(server, place.path);
    chmodSync(place.path, 0o600);
  } catch (error) {
    place.release();
    throw new Failure("SERVE_PORT", `could not listen on ${join(dataDirectory, RESPOND_SOCKET)}`, error);
  }
  server.on("error", (error) => onProblem(`the control socket failed: ${error.message}`));
  return {
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
      await rm(place.path, { force: true });
      place.release();
    },
  };
}

/** Where the socket is reached; a path longer than sockaddr_un takes goes through a descriptor of its folder. */
export function socketPlace(dataDirectory: string): { readonly path: string; release(): void } {
  const path = join(dataDirectory, RESPOND_SOCKET);
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) return { path, release: () => undefined };
  const folder = openSync(dataDirectory, "r");
  return { path: `/proc/self/fd/${folder}/${RESPOND_SOCKET}`, release: () => closeSync(folder) };
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
function converse(socket: Socket, responder: Pick<Responder, "answer">): void {
  let waiting: Uint8Array<ArrayBuffer> = new Uint8Array();
  let busy = false;
  const next = async () => {
    if (busy) return;
    const end = waiting.indexOf(10);
    if (end < 0) {
      if (waiting.length > REQUEST_BYTES_MAX) socket.destroy();
      return;
    }
    const line = waiting.subarray(0, end);
    waiting = waiting.slice(end + 1);
    busy = true;
    socket.pause();
    const answer = await answerLine(line, responder);
    if (!socket.destroyed) socket.write(`${formatJson(answer)}\n`);
    busy = false;
    socket.resume();
    await next();
  };
  socket.on("data", (chunk: Uint8Array) => {
    const joined = new Uint8Array(waiting.length + chunk.length);
    joined.set(waiting);
    joined.set(chunk, waiting.length);
    waiting = joined;
    void next();
  });
}

async function answerLine(line: Uint8Array, responder: Pick<Responder, "answer">): Promise<Json> {
  const request = parseRequest(line);
  if (typeof request === "string") return { ok: false, code: "CLI_USAGE", message: request };
  try {
    return { ok: true, value: (await responder.answer(request)) as unknown as Json };
  } catch (error) {
    const code = error instanceof Failure ? error.code : "LEDGER_DISK";
    return { ok: false, code, message: error instanceof Failure ? error.message : explainError(error) };
  }
}

function parseRequest(line: Uint8Array): ResponderRequest | string {
  const text = line.length > REQUEST_BYTES_MAX ? undefined : textOf(line);
  const json = text === undefined ? undefined : parseJson(text);
  if (!json?.ok) return "expected one request as a line of JSON";
  const request = readRequest(json.value);
  return request.ok ? request.value : `expected ${request.fault.expected} at ${request.fault.path}`;
}
