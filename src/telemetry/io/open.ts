import { openFileStream } from "./file-stream.ts";
import { openJournalStream } from "./journal-stream.ts";
import { type OpenOptions, settingOf } from "./open-options.ts";
import type { Source, SourceStream } from "./source.ts";
import { openStdinStream } from "./stdin-stream.ts";
import { openSyslogStream } from "./syslog-stream.ts";

/**
 * Opens a source as batches of frames. Ask for the next batch when the last one is dealt with: files, pipes and the journal are not
 * read ahead of that. It never throws for what is wrong with a source; a batch's `problems` say it, and the stream ends.
 */
export function openSource(source: Source, options: OpenOptions): SourceStream {
  const setting = settingOf(options);
  switch (source.kind) {
    case "file":
      return openFileStream(source, setting);
    case "syslog":
      return openSyslogStream(source, setting);
    case "journal":
      return openJournalStream(source, setting);
    case "stdin":
      return openStdinStream(source, setting);
  }
}
