import type { FailureCode } from "./failure-codes.ts";

/** The world broke: disk, network, permission. Thrown; the edge decides. The message never repeats its cause. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

const CHAIN_MAX = 8;

/** One line for people: every message of the cause chain, joined by ": ". The only printer of errors. */
export function explainError(error: unknown): string {
  const messages: string[] = [];
  for (let link = error; link !== undefined && link !== null && messages.length < CHAIN_MAX; ) {
    messages.push(link instanceof Error ? link.message : textOfThrown(link));
    link = link instanceof Error ? link.cause : undefined;
  }
  return messages.join(": ");
}

/** JavaScript lets anything be thrown; what is no Error is shown as it is written. */
function textOfThrown(thrown: unknown): string {
  return typeof thrown === "string" ? thrown : (JSON.stringify(thrown) ?? typeof thrown);
}
