/** Bytes of the file header block when the header itself does not say (libevtx EVTX §3). */
export const FILE_HEADER_BYTES = 4_096;
/** Bytes of every chunk (libevtx EVTX §4). */
export const CHUNK_BYTES = 65_536;
/** Bytes of a chunk's header; records begin behind it (libevtx EVTX §4.1). */
export const CHUNK_HEADER_BYTES = 512;
/** Bytes before and after the event of a record (libevtx EVTX §4.2). */
export const RECORD_HEADER_BYTES = 24;
export const RECORD_BYTES_MIN = 28;

/** A record whose JSON would be longer is refused: the longest record is 64 KiB, but templates can repeat a value without end. */
export const JSON_BYTES_MAX = 1_048_576;
/** Elements nested deeper than this are refused. */
export const DEPTH_MAX = 64;
/** Fragments within values within fragments, deeper than this, are refused. */
export const NESTING_MAX = 16;
/** Work that one chunk may ask for: one for each byte of output, STEP_COST for each token or node. Real chunks need less than a tenth. */
export const CHUNK_WORK_MAX = 33_554_432;
export const STEP_COST = 16;
/** What it costs to repeat an element for a member of an array: its values are copied. */
export const COPY_COST = 256;
/** Bytes of templates that are kept from chunk to chunk. */
export const TEMPLATE_BYTES_MAX = 8_388_608;
/** Names that are kept from chunk to chunk. */
export const NAMES_MAX = 16_384;
