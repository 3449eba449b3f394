export { createDeadLetter, type DeadLetter, type Letter } from "./dead-letter.ts";
export { type ExpandOptions, type Expansion, expandSources } from "./expand.ts";
export { SYSLOG_QUEUE_MAX } from "./inbox.ts";
export { openSource } from "./open.ts";
export type { OpenOptions } from "./open-options.ts";
export type { Batch, FileSource, Source, SourceProblem, SourcePromise, SourceStream } from "./source.ts";
export { parseSourceSpec, type SourceSpec, type SpecFault } from "./spec.ts";
export type { Wait } from "./timing.ts";
export { type Appeared, type WatchOptions, watchForSources } from "./watch.ts";
