import { present } from "../../lib/index.ts";
import type { SourceId } from "../../model/index.ts";
import { follow } from "./file-follow.ts";
import { readOnce } from "./file-once.ts";
import { type OpenFile, openFile } from "./open-file.ts";
import type { OpenSetting } from "./open-options.ts";
import { isRotated, presentPath } from "./resume.ts";
import { type Batch, batchOf, type FileSource, promiseOf, type SourceStream } from "./source.ts";

/** A file as a stream of batches. Compressed and already rotated files are read once even when following: nobody appends to them. */
export function openFileStream(source: FileSource, setting: OpenSetting): SourceStream {
  const files = new Map<SourceId, OpenFile>();
  return {
    source,
    promise: promiseOf(source),
    listening: Promise.resolve(undefined),
    position: (id, end) => present(files.get(id), `${id} is a byte stream of ${source.id}`).positionAfter(end),
    [Symbol.asyncIterator]: () => batches(source, setting, files),
  };
}

async function* batches(source: FileSource, setting: OpenSetting, files: Map<SourceId, OpenFile>): AsyncGenerator<Batch> {
  const position = setting.position ?? source.position;
  const path = await presentPath(source.path, source.fileId);
  const opened = await openFile({ path, id: source.id, position }, setting.claims);
  if ("problem" in opened) {
    yield { ...batchOf(source.id, [], setting.now()), ended: true, problems: [opened.problem] };
    return;
  }
  const remember = (file: OpenFile): void => void files.set(file.id, file);
  remember(opened.file);
  if (opened.problems.length > 0) yield { ...batchOf(opened.file.id, [], setting.now()), problems: opened.problems };
  const grows = setting.follow && source.compression === "none" && !(await isRotated(source.path));
  try {
    yield* grows ? follow(opened.file, source.path, setting, remember) : readOnce(opened.file, setting);
  } finally {
    for (const file of files.values()) await file.close(setting.claims);
  }
}
