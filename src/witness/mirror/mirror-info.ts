import { parseBase64, parseUint64, textOf, toBase64, utf8 } from "../../lib/index.ts";
import type { HttpAnswer } from "../http.ts";

/** Content-Type of a 202's and a 409's body (c2sp.org/tlog-mirror §Processing). */
export const INFO_TYPE = "text/x.tlog.mirror-info";

/** Where to go on: a pending size, the first entry that is missing, and what to send along. */
export type MirrorInfo = { readonly size: bigint; readonly next: bigint; readonly ticket: Uint8Array };

/** Longest ticket: its length is a uint16. */
const TICKET_BYTES_MAX = 65_535;

/** The answer that carries `info`. */
export function infoAnswer(status: 202 | 409, { size, next, ticket }: MirrorInfo): HttpAnswer {
  return { status, type: INFO_TYPE, body: utf8(`${size}\n${next}\n${toBase64(ticket)}\n`) };
}

/** Reads the three lines of an info; undefined for anything else. Input is untrusted. */
export function parseMirrorInfo(body: Uint8Array): MirrorInfo | undefined {
  const lines = (body.length > 2 * TICKET_BYTES_MAX ? "" : (textOf(body) ?? "")).split("\n");
  const [sizeText = "", nextText = "", ticketText = "", end] = lines;
  const [size, next, ticket] = [parseUint64(sizeText), parseUint64(nextText), parseBase64(ticketText)];
  if (lines.length !== 4 || end !== "" || !size.ok || !next.ok || !ticket.ok) return undefined;
  return ticket.value.length > TICKET_BYTES_MAX ? undefined : { size: size.value, next: next.value, ticket: ticket.value };
}
