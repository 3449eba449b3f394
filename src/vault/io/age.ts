import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { type Checked, no, yes } from "../../lib/index.ts";
import { AGE_HEADER_BYTES_MAX, AgeDamage, type AgeFault, type AgePort } from "../sealing/age.ts";
import { recipientKind } from "../sealing/readers.ts";

/** age by the library of its author (age-encryption 0.3.1), with a limit on the header, which the library reads whole. */
export const age: AgePort = {
  isRecipient: (recipient) => recipientKind(recipient) !== undefined && isAccepted(recipient),
  recipientOf: (identity) => identityToRecipient(identity).catch(() => undefined), // its only failure is a malformed identity
  encrypt: encryptTo,
  decrypt: decryptWith,
};

function isAccepted(recipient: string): boolean {
  try {
    new Encrypter().addRecipient(recipient);
    return true;
  } catch {
    return false; // malformed Bech32 or a bad point: that is the answer
  }
}

async function* encryptTo(content: AsyncIterable<Uint8Array>, recipients: readonly string[]): AsyncGenerator<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  yield* await encrypter.encrypt(ReadableStream.from(content));
}

async function decryptWith(
  sealed: AsyncIterable<Uint8Array>,
  identities: readonly string[],
): Promise<Checked<AsyncIterable<Uint8Array>, AgeFault>> {
  const source = new Source(sealed);
  try {
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
    const plaintext = await decrypter.decrypt(ReadableStream.from(source.bounded()));
    return yes(orDamage(plaintext, source));
  } catch (error) {
    if (source.failure !== undefined) throw source.failure.error;
    return no(faultOf(error));
  }
}

async function* orDamage(plaintext: AsyncIterable<Uint8Array>, source: Source): AsyncGenerator<Uint8Array> {
  try {
    yield* plaintext;
  } catch (error) {
    if (source.failure !== undefined) throw source.failure.error;
    // The library says only that a tag did not fit: cut short, changed and reordered look alike, as they must.
    throw new AgeDamage("a part of the file is missing, changed or in another place", error);
  }
}

/** The library's message for a file of other readers (index.js of 0.3.1; tested). */
const NO_MATCH = "no identity matched any of the file's recipients";

function faultOf(error: unknown): AgeFault {
  const message = error instanceof Error ? error.message : "";
  if (message === NO_MATCH) return { kind: "sealed-to-others", detail: "none of the identities given opens this file" };
  if (message === "invalid header HMAC") return { kind: "damaged", detail: "the header was changed" };
  return { kind: "not-age", detail: "expected a binary age file with a whole header" };
}

const NEWLINE = 0x0a;
const DASH = 0x2d;

/** The sealed bytes, watched: a failure of theirs is not a fault of the file, and a header that does not end is not read for ever. */
class Source {
  /** Set when the bytes themselves could not be read. */
  failure: { readonly error: unknown } | undefined;
  readonly #sealed: AsyncIterable<Uint8Array>;
  #headerBytes = 0;
  #lineBytes = 0;
  #dashes = 0;
  #inHeader = true;

  constructor(sealed: AsyncIterable<Uint8Array>) {
    this.#sealed = sealed;
  }

  async *bounded(): AsyncGenerator<Uint8Array> {
    const chunks = this.#sealed[Symbol.asyncIterator]();
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        this.failure = { error };
        throw error;
      });
      if (next.done === true) return;
      this.#watch(next.value);
      yield next.value;
    }
  }

  /** The header ends with the line that begins with three dashes (c2sp.org/age §Header). */
  #watch(chunk: Uint8Array): void {
    for (let at = 0; this.#inHeader && at < chunk.length; at++) {
      if (++this.#headerBytes > AGE_HEADER_BYTES_MAX) throw new Error("the header does not end");
      if (chunk[at] === NEWLINE) {
        this.#inHeader = this.#dashes < 3;
        [this.#lineBytes, this.#dashes] = [0, 0];
      } else {
        if (this.#lineBytes < 3 && chunk[at] === DASH) this.#dashes++;
        this.#lineBytes++;
      }
    }
  }
}
