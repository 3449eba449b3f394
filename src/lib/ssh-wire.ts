import { concat, utf8 } from "./bytes.ts";

/** A uint32 of the SSH wire format: big-endian (RFC 4251 §5). */
export function sshUint32(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** A string of the SSH wire format: its length as a uint32, then its bytes (RFC 4251 §5). Text is UTF-8. */
export function sshString(content: Uint8Array | string): Uint8Array<ArrayBuffer> {
  const bytes = typeof content === "string" ? utf8(content) : content;
  return concat(sshUint32(bytes.length), bytes);
}

/** Reads the SSH wire format from the front. Input is untrusted: what is not there comes as undefined, and nothing after it is read. */
export class SshReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** The next `count` bytes; undefined when there are fewer, and from then on always. */
  take(count: number): Uint8Array | undefined {
    if (count > this.left) {
      this.#at = this.#bytes.length;
      return undefined;
    }
    this.#at += count;
    return this.#bytes.slice(this.#at - count, this.#at);
  }

  /** The next uint32. */
  uint32(): number | undefined {
    const bytes = this.take(4);
    return bytes === undefined ? undefined : new DataView(bytes.buffer).getUint32(0);
  }

  /** The next string's bytes. */
  string(): Uint8Array | undefined {
    const length = this.uint32();
    return length === undefined ? undefined : this.take(length);
  }
}

const ED25519 = "ssh-ed25519";
const ED25519_BYTES = 32;

/** An Ed25519 public key as SSH writes it (RFC 8709 §4). */
export function sshEd25519Blob(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(sshString(ED25519), sshString(publicKey));
}

/** The key in an `ssh-ed25519` blob; undefined for anything else. Input is untrusted; the key's strength is not judged here. */
export function parseSshEd25519Blob(blob: Uint8Array): Uint8Array | undefined {
  return named(blob, ED25519_BYTES);
}

/** The 64 bytes in an `ssh-ed25519` signature blob (RFC 8709 §6); undefined for anything else. Input is untrusted. */
export function parseSshEd25519Signature(blob: Uint8Array): Uint8Array | undefined {
  return named(blob, 2 * ED25519_BYTES);
}

function named(blob: Uint8Array, bytes: number): Uint8Array | undefined {
  const reader = new SshReader(blob);
  const name = reader.string();
  const content = reader.string();
  const isNamed = name !== undefined && new TextDecoder("latin1").decode(name) === ED25519;
  return isNamed && content?.length === bytes && reader.left === 0 ? content : undefined;
}
