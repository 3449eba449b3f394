import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createFramer } from "../framer.ts";
import { JournalCursors } from "./journal-cursors.ts";
import type { OpenSetting } from "./open-options.ts";
import { framesOfPipe } from "./pipe.ts";
import { reasonOf } from "./reasons.ts";
import { type Batch, batchOf, type JournalSource, promiseOf, type SourceProblem, type SourceStream } from "./source.ts";

const MESSAGE_UNITS_MAX = 2_048;

/** The systemd journal as `journalctl` prints it, one JSON object a line; each line's cursor is the position after it. */
export function openJournalStream(source: JournalSource, setting: OpenSetting): SourceStream {
  const start = setting.position ?? source.position;
  const cursors = new JournalCursors(start?.cursor ?? null);
  return {
    source,
    promise: promiseOf(source),
    listening: Promise.resolve(undefined),
    position: (_id, end) => ({
      kind: "journal",
      fileId: null,
      offset: end.offset,
      mode: "line",
      cursor: cursors.after(end.offset),
    }),
    [Symbol.asyncIterator]: () =>
      batches(source, setting, { cursors, cursor: start?.cursor ?? null, offset: start?.offset ?? 0 }),
  };
}

type From = { readonly cursors: JournalCursors; readonly cursor: string | null; readonly offset: number };

async function* batches({ id }: JournalSource, setting: OpenSetting, from: From): AsyncGenerator<Batch> {
  const { now, signal } = setting;
  const child = spawn(setting.journalctl, journalArguments(from.cursor, setting), { stdio: "pipe" });
  const outcome = outcomeOf(child);
  child.stdin.end();
  const framer = createFramer({ mode: "line", offset: from.offset });
  try {
    for await (const { frames, idle } of framesOfPipe(child.stdout, framer, setting)) {
      for (const frame of frames) from.cursors.note(frame);
      if (frames.length > 0 || idle) yield { ...batchOf(id, frames, now()), idle };
    }
  } finally {
    child.kill("SIGTERM");
  }
  const reason = await outcome;
  const problems: SourceProblem[] = reason === undefined || signal.aborted ? [] : [{ kind: "unreadable", source: id, reason }];
  yield { ...batchOf(id, [], now()), ended: true, problems };
}

function journalArguments(cursor: string | null, { follow, sinceMs }: OpenSetting): string[] {
  // Without --all, journalctl prints null for every field of 4,096 bytes and more.
  const words = ["--output=json", "--no-pager", "--all"];
  if (cursor !== null) words.push(`--after-cursor=${cursor}`);
  else if (sinceMs !== undefined) words.push(`--since=@${Math.floor(sinceMs / 1_000)}`);
  return follow ? [...words, "--follow", "--no-tail"] : words;
}

/** Resolves when the program is over: undefined when it went well, else the reason that it gave. Never rejects. */
function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<string | undefined> {
  let message = "";
  child.stderr.on("data", (chunk: Buffer) => {
    message = (message + chunk.toString("utf8")).slice(0, MESSAGE_UNITS_MAX);
  });
  child.stdin.on("error", () => child.stdin.destroy()); // it reads nothing from us
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      resolve(
        error.code === "ENOENT"
          ? "journalctl is not installed: export the journal with `journalctl -o json` elsewhere"
          : reasonOf(error),
      );
    });
    child.once("close", (code) => resolve(code === 0 ? undefined : `journalctl ended with ${code}: ${message.trim()}`));
  });
}
