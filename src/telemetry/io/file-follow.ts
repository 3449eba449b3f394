import { stat } from "node:fs/promises";
import { AppendNotice } from "./append-notice.ts";
import { growingReader } from "./content.ts";
import { readOnce } from "./file-once.ts";
import { sightOf } from "./identity.ts";
import { type OpenFile, openFile } from "./open-file.ts";
import type { OpenSetting } from "./open-options.ts";
import { reasonOf } from "./reasons.ts";
import { rotatedSince } from "./resume.ts";
import { type Batch, batchOf, type SourceProblem } from "./source.ts";
import { IDLE_MS, POLL_MS, waitByTimer } from "./timing.ts";

type Change = "none" | "rewritten" | "replaced";

/** Follows the file at a path: what is appended, its successor when it is renamed away, and its new content when it is truncated. */
export async function* follow(
  first: OpenFile,
  path: string,
  setting: OpenSetting,
  opened: (file: OpenFile) => void,
): AsyncGenerator<Batch> {
  let file = first;
  for (;;) {
    const change = yield* followOne(file, path, setting);
    if (change === "aborted") return;
    const problems: SourceProblem[] = change === "rewritten" ? [restarted(file)] : [];
    yield { ...batchOf(file.id, file.framer.end(), setting.now()), ended: true, problems };
    const { mtimeMs } = await file.handle.stat();
    await file.close(setting.claims);
    if (change === "replaced") yield* readMissed(path, Math.floor(mtimeMs), setting, opened);
    const next = await openNext(change, path, setting);
    if (next === undefined) return;
    if ("problem" in next) {
      yield { ...batchOf(file.id, [], setting.now()), problems: [next.problem] };
      return;
    }
    file = next.file;
    opened(file);
  }
}

function restarted({ id, isEventLog }: OpenFile): SourceProblem {
  const what = isEventLog ? "it was cleared, or is full and writes over its oldest records" : "it was truncated";
  return { kind: "restarted", source: id, reason: `${what}: read again from its beginning` };
}

/** Logs that came and went at `path` between two looks at it. */
async function* readMissed(
  path: string,
  sinceMs: number,
  setting: OpenSetting,
  opened: (file: OpenFile) => void,
): AsyncGenerator<Batch> {
  const { claims } = setting;
  for (const missed of await rotatedSince(path, sinceMs)) {
    if (claims.holds(missed.sight)) continue;
    const next = await openFile({ path: missed.path, id: claims.newId(path), position: null }, claims);
    if ("problem" in next) continue; // renamed again meanwhile, and then it is found by watchForSources or the next start
    opened(next.file);
    yield* readOnce(next.file, setting);
  }
}

/** Reads one byte stream until something else takes its place. */
async function* followOne(
  file: OpenFile,
  path: string,
  setting: OpenSetting,
): AsyncGenerator<Batch, Exclude<Change, "none"> | "aborted"> {
  // Who decides when time passes decides when the file is looked at.
  const notice = setting.wait === waitByTimer ? new AppendNotice(path) : undefined;
  try {
    return yield* readAsWritten(file, path, { setting, notice });
  } finally {
    notice?.close();
  }
}

type Following = { readonly setting: OpenSetting; readonly notice: AppendNotice | undefined };

async function* readAsWritten(
  file: OpenFile,
  path: string,
  { setting, notice }: Following,
): AsyncGenerator<Batch, Exclude<Change, "none"> | "aborted"> {
  const { now, signal, wait } = setting;
  const read = growingReader(file.handle);
  let lastMs = now();
  let idle = false;
  let replaced = false;
  while (!signal.aborted) {
    const before = file.offset;
    const change = await changeOf(file, path, now());
    if (change === "rewritten") return change;
    for await (const batch of readNew(file, read, setting)) yield batch;
    if (file.offset > before) {
      lastMs = now();
      idle = false;
    } else if (change === "replaced" && replaced) return change;
    // The writer may still have the renamed file open: one more look before its successor is opened.
    replaced = change === "replaced";
    if (!idle && now() - lastMs >= IDLE_MS) {
      idle = true;
      yield { ...batchOf(file.id, [], now()), idle };
    }
    await (notice === undefined || replaced ? wait(POLL_MS, signal) : notice.wait(POLL_MS, signal));
  }
  return "aborted";
}

async function* readNew(
  file: OpenFile,
  read: (offset: number) => Promise<Uint8Array>,
  { now, signal }: OpenSetting,
): AsyncGenerator<Batch> {
  while (!signal.aborted) {
    const chunk = (await read(file.offset)).subarray(0, Math.max(0, file.readTo - file.offset));
    const frames = chunk.length === 0 ? file.framer.settle() : file.take(chunk);
    if (frames.length > 0) yield batchOf(file.id, frames, now());
    if (chunk.length === 0) return;
  }
}

async function changeOf(file: OpenFile, path: string, nowMs: number): Promise<Change> {
  const { size } = await file.handle.stat();
  if (size < file.offset || ((await file.hasMore(nowMs)) && !(await file.keepsHead()))) return "rewritten";
  try {
    const there = await stat(path, { bigint: true });
    return `${there.dev}` === file.device && `${there.ino}` === file.inode ? "none" : "replaced";
  } catch {
    return "none"; // renamed away and not there again yet: the open file is still the one to read
  }
}

async function openNext(change: Change, path: string, { claims }: OpenSetting) {
  try {
    const sight = await sightOf(path);
    // Another stream reads it already: this path now holds a log that was renamed to it.
    if (change === "replaced" && !("unsupported" in sight) && claims.holds(sight)) return undefined;
  } catch (error) {
    return { problem: { kind: "unreadable", source: path, reason: reasonOf(error) } as const };
  }
  return openFile({ path, id: claims.newId(path), position: null }, claims);
}
