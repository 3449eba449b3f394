import { on } from "node:events";
import { isMainThread, type MessagePort, parentPort, Worker, workerData } from "node:worker_threads";
import { present } from "../../lib/index.ts";
import { type Audit, auditOf } from "../audit.ts";
import { diskFiles } from "./disk-files.ts";
import { sha256 } from "./node-hashes.ts";

/** Names our threads among others that may import this file. */
const ROLE = "meridian audit";

type Call =
  | { readonly call: "batch"; readonly with: Parameters<Audit["batch"]> }
  | { readonly call: "tree"; readonly with: Parameters<Audit["tree"]> };
type Answer = { readonly answer?: unknown; readonly error?: unknown };

/**
 * An audit of the files under `directory` in a thread of its own, which reads them itself: what it reckons shares no memory with what it
 * is compared with. The thread begins with the first call, does not keep the process alive, and answers calls in their order.
 */
export function auditBeside(directory: string): Audit {
  let thread: Worker | undefined;
  const waiting: { resolve: (answer: unknown) => void; reject: (error: unknown) => void }[] = [];
  const begin = (): Worker => {
    const begun = new Worker(new URL(import.meta.url), { workerData: { role: ROLE, directory } });
    const fail = (error: unknown) => {
      for (const { reject } of waiting.splice(0)) reject(error);
      thread = undefined;
    };
    begun.on("message", (answer: Answer) => {
      if (waiting.length === 1) begun.unref();
      const call = present(waiting.shift(), "an answer has its call");
      if (answer.error === undefined) call.resolve(answer.answer);
      else call.reject(answer.error);
    });
    begun.on("error", fail);
    begun.on("exit", () => fail(new Error("the auditing thread ended")));
    return begun;
  };
  const ask = (call: Call) =>
    new Promise<unknown>((resolve, reject) => {
      thread ??= begin();
      thread.ref();
      waiting.push({ resolve, reject });
      thread.postMessage(call, []);
    });
  return {
    batch: (...call) => ask({ call: "batch", with: call }) as ReturnType<Audit["batch"]>,
    tree: (...call) => ask({ call: "tree", with: call }) as ReturnType<Audit["tree"]>,
  };
}

/** The thread's side: calls are answered one after the other. */
async function serve(port: MessagePort, directory: string): Promise<void> {
  const audit = auditOf({ files: diskFiles(directory), sha256 });
  const answer = (call: Call): Promise<unknown> => (call.call === "batch" ? audit.batch(...call.with) : audit.tree(...call.with));
  for await (const [call] of on(port, "message")) {
    try {
      port.postMessage({ answer: await answer(call as Call) } satisfies Answer, []);
    } catch (error) {
      port.postMessage({ error: error ?? "unknown" } satisfies Answer, []);
    }
  }
}

const given = workerData as { readonly role?: string; readonly directory?: string } | null;
if (!isMainThread && parentPort !== null && given?.role === ROLE) await serve(parentPort, given.directory ?? "");
