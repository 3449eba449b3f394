import type { Checked } from "../../lib/index.ts";

/** Why a file does not open. `detail` says more in words, and nothing of what is in it. */
export type AgeFault = { readonly kind: "not-age" | "sealed-to-others" | "damaged"; readonly detail: string };

/** Thrown in the middle of a stream: the chunk is not what was sealed. Whoever reads the stream turns it into an answer. */
export class AgeDamage extends Error {
  readonly fault: AgeFault;
  constructor(detail: string, cause: unknown) {
    super(detail, { cause });
    this.fault = { kind: "damaged", detail };
  }
}

/** age v1 (c2sp.org/age) as sealing asks for it: streams in, streams out, memory bounded by a chunk of 64 KiB. */
export type AgePort = {
  /** True for a well-formed recipient of a kind that recipientKind knows. */
  readonly isRecipient: (recipient: string) => boolean;
  /** The recipient of an identity; undefined when the identity is malformed. */
  readonly recipientOf: (identity: string) => Promise<string | undefined>;
  /** A plain age file for all of these recipients. */
  readonly encrypt: (content: AsyncIterable<Uint8Array>, recipients: readonly string[]) => AsyncIterable<Uint8Array>;
  /** What one of these identities opens. The stream throws AgeDamage, at its end at the latest, unless every chunk is there and in order. */
  readonly decrypt: (
    sealed: AsyncIterable<Uint8Array>,
    identities: readonly string[],
  ) => Promise<Checked<AsyncIterable<Uint8Array>, AgeFault>>;
};

/** An age file's header is at most this long: some hundred hybrid recipients. */
export const AGE_HEADER_BYTES_MAX = 262_144;
