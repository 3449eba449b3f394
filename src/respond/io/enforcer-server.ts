import { lstatSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { explainError, Failure, type Json } from "../../lib/index.ts";
import type { Held, Outcome } from "../actuator.ts";
import { formatLine } from "../enforcer/answer.ts";
import type { GatedActuator } from "../enforcer/gated.ts";
import { CONNECTIONS_MAX, ENFORCER_PROTOCOL, HELD_PART_MAX, IN_FLIGHT_MAX, REQUEST_BYTES_MAX } from "../enforcer/limits.ts";
import { createLineCutter } from "../enforcer/lines.ts";
import { type EnforcerRequest, readRequest } from "../enforcer/request.ts";

/** What happened, for the log: one event, a few facts. */
export type EnforcerLog = (event: string, facts: Readonly<Record<string, string | number>>) => void;

export type EnforcerServerOptions = {
  /** Where the Unix socket is made, with mode 0660: its group may connect. */
  readonly path: string;
  readonly actuator: GatedActuator;
  readonly log: EnforcerLog;
};

export type EnforcerServer = { close(): Promise<void> };

const CLOSE_GRACE_MS = 2_000;
/** A client that reads none of its answers for so long is let go. */
const UNREAD_MS = 30_000;
const REASON_UNITS_MAX = 300;

/**
 * Serves an actuator over a Unix socket. Requests of one connection are begun in their order and answered as they are done, by id. Throws
 * ENFORCER_UNREACHABLE when a live enforcer has the socket, or the path cannot be had.
 */
export async function serveEnforcer(options: EnforcerServerOptions): Promise<EnforcerServer> {
  await clearStale(options.path);
  const conversations = new Set<{ socket: Socket; over: Promise<void> }>();
  const server = createServer((socket) => {
    const conversation = { socket, over: converse(socket, options) };
    conversations.add(conversation);
    void conversation.over.finally(() => conversations.delete(conversation));
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.on("drop", () => options.log("connection-refused", { connectionsMax: CONNECTIONS_MAX }));
  await listenPrivately(server, options.path);
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const overs = [...conversations].map(({ socket, over }) => {
        socket.pause().push(null);
        const timer = setTimeout(() => socket.destroy(), CLOSE_GRACE_MS);
        return over.finally(() => clearTimeout(timer));
      });
      await Promise.all([closed, ...overs]);
    },
  };
}

/** Removes a socket that nobody serves; refuses one that somebody does, and whatever is no socket. */
async function clearStale(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isSocket()) throw new Failure("ENFORCER_UNREACHABLE", `could not serve ${path}: it is no socket; remove it first`);
  if (await isAnswered(path)) throw new Failure("ENFORCER_UNREACHABLE", `could not serve ${path}: an enforcer serves it already`);
  unlinkSync(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "ENOENT") resolve(false);
      else reject(new Failure("ENFORCER_UNREACHABLE", `could not see whether ${path} is served`, error));
    });
  });
}

/** The mode is right from the first moment: bind happens inside listen(), under this umask. */
function listenPrivately(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new Failure("ENFORCER_UNREACHABLE", `could not make the socket ${path}`, error)));
    const before = process.umask(0o117);
    try {
      server.listen(path, () => resolve());
    } finally {
      process.umask(before);
    }
  });
}

type Send = (message: Json) => Promise<void>;

async function converse(socket: Socket, { actuator, log }: EnforcerServerOptions): Promise<void> {
  const running = new Map<number, Promise<void>>();
  const send = sender(socket);
  socket.on("error", (error) => log("connection-lost", { why: explainError(error) }));
  try {
    const cutter = createLineCutter(REQUEST_BYTES_MAX);
    for await (const chunk of socket as AsyncIterable<Uint8Array>) {
      const lines = cutter.push(chunk);
      if (lines === undefined) {
        await send(fault(null, "line", `at most ${REQUEST_BYTES_MAX} bytes`));
        break;
      }
      for (const line of lines) {
        while (running.size >= IN_FLIGHT_MAX) await Promise.race(running.values());
        begin(line, running, { actuator, log, send });
      }
    }
  } catch (error) {
    log("connection-lost", { why: explainError(error) });
  }
  await Promise.allSettled(running.values());
  socket.end();
  socket.destroySoon();
}

type Desk = { readonly actuator: GatedActuator; readonly log: EnforcerLog; readonly send: Send };

let faultsInFlight = -1;

function begin(line: Uint8Array, running: Map<number, Promise<void>>, { actuator, log, send }: Desk): void {
  const request = readRequest(line);
  if (!request.ok) {
    log("request-refused", { path: request.fault.path, expected: request.fault.expected });
    track(running, faultsInFlight--, send(fault(request.fault.id, request.fault.path, request.fault.expected)));
    return;
  }
  const { id } = request.value;
  if (running.has(id)) track(running, faultsInFlight--, send(fault(id, "request.id", "an id that awaits no answer")));
  else
    track(
      running,
      id,
      answer(request.value, actuator, send).catch((error: unknown) => send(failed(id, error, log))),
    );
}

function track(running: Map<number, Promise<void>>, key: number, work: Promise<void>): void {
  running.set(
    key,
    work.finally(() => running.delete(key)),
  );
}

async function answer(request: EnforcerRequest, actuator: GatedActuator, send: Send): Promise<void> {
  const { id } = request;
  switch (request.op) {
    case "hello": {
      if (request.protocol !== ENFORCER_PROTOCOL) return send(fault(id, "request.protocol", `${ENFORCER_PROTOCOL}`));
      const hello = { protocol: ENFORCER_PROTOCOL, measures: actuator.measures, actuators: actuator.name.split("+") };
      return send({ id, hello });
    }
    case "apply":
      return send({ id, outcomes: (await actuator.apply(request.orders)).map(shortened) });
    case "rehearse":
      return send({ id, outcomes: (await actuator.rehearse(request.orders)).map(shortened) });
    case "undo":
      return send({ id, outcomes: (await actuator.undo(request.orders)).map(shortened) });
    case "list":
      return sendParts(id, await actuator.list(), send);
    case "generation":
      return send({ id, generation: await actuator.generation() });
    case "protection":
      return send({ id, protection: actuator.protection() });
  }
}

async function sendParts(id: number, held: readonly Held[], send: Send): Promise<void> {
  for (let at = 0; at === 0 || at < held.length; at += HELD_PART_MAX) {
    await send({ id, part: held.slice(at, at + HELD_PART_MAX), more: at + HELD_PART_MAX < held.length });
  }
}

function shortened({ state, guard, reason }: Outcome): Omit<Outcome, "target"> {
  return { state, guard, reason: reason === null ? null : reason.slice(0, REASON_UNITS_MAX).toWellFormed() };
}

function fault(id: number | null, path: string, expected: string): Json {
  return {
    id,
    fault: { kind: "bad-request", path: path.slice(0, REASON_UNITS_MAX).toWellFormed(), message: `expected ${expected}` },
  };
}

function failed(id: number, error: unknown, log: EnforcerLog): Json {
  const message = explainError(error).slice(0, REASON_UNITS_MAX).toWellFormed();
  log("request-failed", { id, why: message });
  return { id, fault: { kind: "failed", path: "", message } };
}

/** Writes one line and waits until it has left: a client that does not read stops being read, and in the end is let go. */
function sender(socket: Socket): Send {
  return (message) =>
    new Promise((resolve) => {
      const timer = setTimeout(() => socket.destroy(new Error(`it read nothing for ${UNREAD_MS / 1000} s`)), UNREAD_MS);
      socket.write(formatLine(message), () => {
        clearTimeout(timer);
        resolve();
      });
    });
}
