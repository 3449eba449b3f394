/** The version of the protocol; a client and an enforcer of different versions do not talk. */
export const ENFORCER_PROTOCOL = 1;

/** Bytes of one request line; 10,000 orders of common length fit. */
export const REQUEST_BYTES_MAX: number = 4 * 1024 * 1024;

/** Bytes of one answer line. */
export const ANSWER_BYTES_MAX: number = 8 * 1024 * 1024;

/** Orders in one request. */
export const ORDERS_MAX = 10_000;

/** Held targets in one line of a list; a longer list comes in several lines, so that its reader is never busy for long. */
export const HELD_PART_MAX = 500;

/** Held targets in one whole list. */
export const HELD_MAX = 1_000_000;

/** Connections at the same time. */
export const CONNECTIONS_MAX = 8;

/** Requests of one connection that may wait for their answer; then the enforcer reads no more of it. */
export const IN_FLIGHT_MAX = 64;
