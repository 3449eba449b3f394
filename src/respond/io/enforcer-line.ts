import { connect, type Socket } from "node:net";
import { Failure, type JsonObject } from "../../lib/index.ts";
import { type EnforcerAnswer, type EnforcerHello, formatLine, readAnswer } from "../enforcer/answer.ts";
import { ANSWER_BYTES_MAX, ENFORCER_PROTOCOL, HELD_MAX } from "../enforcer/limits.ts";
import { createLineCutter } from "../enforcer/lines.ts";

/** The lines that answered one request: one, or the parts of a list. */
export type Answers = readonly EnforcerAnswer[];

/** One connection to an enforcer that has said hello. */
export type EnforcerLine = {
  readonly hello: EnforcerHello;
  /** Sends one request; rejects with ENFORCER_UNREACHABLE when no whole answer comes in time or the connection is lost. */
  ask(request: JsonObject): Promise<Answers>;
  isLost(): boolean;
  end(): void;
};

type Waiting = {
  answers: EnforcerAnswer[];
  held: number;
  readonly resolve: (answers: Answers) => void;
  readonly reject: (why: Error) => void;
};

/** The failure of everything here. */
export function unreachable(path: string, why: string, cause?: unknown): Failure {
  return new Failure("ENFORCER_UNREACHABLE", `could not use the enforcer at ${path}: ${why}`, cause);
}

/** Connects and says hello. What the enforcer sends is untrusted: a wrong line ends the connection. Throws ENFORCER_UNREACHABLE. */
export async function openLine(path: string, timeoutMs: number): Promise<EnforcerLine> {
  const line = wire(path, timeoutMs);
  try {
    const [answer] = await line.ask({ op: "hello", protocol: ENFORCER_PROTOCOL });
    if (answer === undefined || !("hello" in answer)) throw unreachable(path, "it answered hello with something else");
    if (answer.hello.protocol !== ENFORCER_PROTOCOL) throw unreachable(path, `it speaks protocol ${answer.hello.protocol}`);
    return { ...line, hello: answer.hello };
  } catch (error) {
    line.end();
    throw error;
  }
}

function wire(path: string, timeoutMs: number): Omit<EnforcerLine, "hello"> {
  const waiting = new Map<number, Waiting>();
  const socket = connect(path);
  let lost: Failure | undefined;
  let lastId = 0;
  const lose = (why: Failure) => {
    lost ??= why;
    socket.destroy();
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
  };
  socket.on("error", (error) => lose(unreachable(path, "the connection failed", error)));
  socket.on("close", () => lose(unreachable(path, "it closed the connection")));
  listen(socket, (line) => {
    const why = take(line, waiting);
    if (why !== undefined) lose(unreachable(path, why));
  });
  return {
    isLost: () => lost !== undefined,
    end: () => lose(unreachable(path, "the client was closed")),
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (lost !== undefined) return reject(lost);
        const id = ++lastId;
        const timer = setTimeout(() => lose(unreachable(path, `no answer within ${timeoutMs} ms`)), timeoutMs);
        const over = <Value>(settle: (value: Value) => void) => {
          return (value: Value) => {
            clearTimeout(timer);
            settle(value);
          };
        };
        waiting.set(id, { answers: [], held: 0, resolve: over(resolve), reject: over(reject) });
        socket.write(formatLine({ ...request, id }));
      }),
  };
}

function listen(socket: Socket, onLine: (line: Uint8Array | undefined) => void): void {
  const cutter = createLineCutter(ANSWER_BYTES_MAX);
  socket.on("data", (chunk: Uint8Array) => {
    for (const line of cutter.push(chunk) ?? [undefined]) onLine(line);
  });
}

/** Hands one line to whom it answers; what comes back says why the connection must end. */
function take(line: Uint8Array | undefined, waiting: Map<number, Waiting>): string | undefined {
  if (line === undefined) return `its line is longer than ${ANSWER_BYTES_MAX} bytes`;
  const read = readAnswer(line);
  if (!read.ok) return `it sent ${read.fault}`;
  const answer = read.value;
  const asker = answer.id === null ? undefined : waiting.get(answer.id);
  if (answer.id === null || asker === undefined)
    return "fault" in answer ? `it said: ${answer.fault.message}` : "it answered what nobody asked";
  if ("fault" in answer) {
    waiting.delete(answer.id);
    asker.reject(
      new Failure("ENFORCER_UNREACHABLE", `the enforcer could not do it: ${answer.fault.path} ${answer.fault.message}`),
    );
    return undefined;
  }
  asker.answers.push(answer);
  if ("part" in answer) {
    asker.held += answer.part.length;
    if (asker.held > HELD_MAX) return `it lists more than ${HELD_MAX}`;
    if (answer.more) return undefined;
  }
  waiting.delete(answer.id);
  asker.resolve(asker.answers);
  return undefined;
}
