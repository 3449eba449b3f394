import { utf8 } from "../lib/index.ts";

/** An answer over HTTP, without its transport. `type` is the Content-Type. */
export type HttpAnswer = { readonly status: number; readonly type: string; readonly body: Uint8Array };

/** Sends one body by POST to where it was made for. Throws WITNESS_UNREACHABLE when there is no whole answer within its limits. */
export type HttpPost = (body: Uint8Array) => Promise<HttpAnswer>;

/** Content-Type of a 409's body: a decimal size and a newline (c2sp.org/tlog-witness §add-checkpoint). */
export const SIZE_TYPE = "text/x.tlog.size";

const TEXT_TYPE = "text/plain; charset=utf-8";

/** A refusal with one line that says why. */
export function refusal(status: number, why: string): HttpAnswer {
  return { status, type: TEXT_TYPE, body: utf8(`${why}\n`) };
}

/** A 200 with the lines given, each of which ends with a newline. */
export function linesAnswer(lines: readonly string[]): HttpAnswer {
  return { status: 200, type: TEXT_TYPE, body: utf8(lines.join("")) };
}

/** A 409: this is the size that we know. */
export function sizeAnswer(size: bigint): HttpAnswer {
  return { status: 409, type: SIZE_TYPE, body: utf8(`${size}\n`) };
}
