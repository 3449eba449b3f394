export { entitiesOf } from "./entities.ts";
export type { Frame, FrameMode } from "./frame.ts";
export { createFramer, type Framer, type FramerOptions } from "./framer.ts";
export { readsLogsource } from "./read-logsources.ts";
export { createReader, type Reader, type ReaderOptions } from "./reader.ts";
export { type ResolveContext, rereadEvents } from "./reread.ts";
export type { Unit } from "./unit.ts";
export { lineView, VIEWED_FORMATS } from "./views/index.ts";
