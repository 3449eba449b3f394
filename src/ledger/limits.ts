/** Entries in one envelope batch, and so in one append, at most (spec/statement.md §Limits). */
export const BATCH_ENTRIES_MAX = 65_536;

/** Appends that wait together go into one batch up to this many entries: whoever reads one entry reads its whole batch. */
export const GROUP_ENTRIES = 8192;

/** Bytes of one envelope at most. */
export const ENVELOPE_BYTES_MAX = 16 * 1024 * 1024;

/** A segment is sealed when it holds this many records or this many bytes of lines, or when its time is up. */
export const SEGMENT_RECORDS = 10_000;
export const SEGMENT_BYTES = 32 * 1024 * 1024;
export const SEGMENT_INTERVAL_MS = 1000;

/** A segment is sealed too when it brings this many detections: they and what others still wait for fit into its batch. */
export const SEGMENT_DETECTIONS = 16_384;

/** What a reader accepts of one segment: a unit is never cut, so the last one may reach beyond SEGMENT_RECORDS and SEGMENT_BYTES. */
export const SEGMENT_RECORDS_MAX = 1_000_000;
export const SEGMENT_LINES_BYTES_MAX = 1024 * 1024 * 1024;

/** Records that wait for their segment to be durable before `ready()` makes sources wait. */
export const BACKLOG_RECORDS = 40_000;
export const BACKLOG_BYTES = 96 * 1024 * 1024;

/** Events in one detection statement, records in one event and reasons, at most; the newest events and the first of the others are cited. */
export const DETECTION_EVENTS_MAX = 10_000;
export const EVENT_RECORDS_MAX = 10_000;
export const REASONS_MAX = 1000;
