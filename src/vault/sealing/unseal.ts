import { type Checked, no, yes } from "../../lib/index.ts";
import type { ExhibitContent } from "../../model/index.ts";
import { type BeginHash, beginContentHash, sameContent } from "../content-hash.ts";
import { AgeDamage, type AgePort } from "./age.ts";
import type { OpenGrant, UnsealFault } from "./open-grant.ts";

/** Writes a stream so that nothing of it stands under the final name when the stream throws. */
export type WriteWhole = (plaintext: AsyncIterable<Uint8Array>) => Promise<void>;

export type Unsealing = {
  readonly sealed: AsyncIterable<Uint8Array>;
  readonly identities: readonly string[];
  readonly write: WriteWhole;
  readonly age: AgePort;
  readonly beginHash: BeginHash;
};

class Refused extends Error {
  readonly fault: UnsealFault;
  constructor(fault: UnsealFault) {
    super(fault.detail);
    this.fault = fault;
  }
}

/**
 * Decrypts the file that a grant is of, in bounded memory. What comes out is written whole or not at all: the file must be the very one
 * that the grant names, every chunk in order, and its content that of the commitment. Gives what was written.
 */
export async function unseal({ grant, opening }: OpenGrant, unsealing: Unsealing): Promise<Checked<ExhibitContent, UnsealFault>> {
  const { age, beginHash, identities, sealed, write } = unsealing;
  const ciphertext = beginContentHash(beginHash);
  const opened = await age.decrypt(measured(sealed, ciphertext.update), identities);
  if (!opened.ok) return no(opened.fault);
  const plaintext = beginContentHash(beginHash);
  async function* checked(): AsyncGenerator<Uint8Array> {
    for await (const chunk of opened.ok ? opened.value : []) {
      plaintext.update(chunk);
      if (plaintext.bytes() > opening.content.bytes) throw new Refused(otherContent());
      yield chunk;
    }
    const came = ciphertext.end();
    if (!grant.outputs.some((output) => sameContent(output, came)))
      throw new Refused({ kind: "other-file", detail: "the sealed file is not the one that the grant names" });
    if (!sameContent(plaintext.end(), opening.content)) throw new Refused(otherContent());
  }
  try {
    await write(checked());
    return yes(opening.content);
  } catch (error) {
    if (error instanceof Refused || error instanceof AgeDamage) return no(error.fault);
    throw error;
  }
}

function otherContent(): UnsealFault {
  return { kind: "other-content", detail: "what is sealed is not the content that was committed to" };
}

async function* measured(chunks: AsyncIterable<Uint8Array>, update: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    update(chunk);
    yield chunk;
  }
}
