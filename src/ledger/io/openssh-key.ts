import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { equalBytes, Failure, parseBase64, parseSshEd25519Blob, SshReader, textOf } from "../../lib/index.ts";

/** PROTOCOL.key of OpenSSH: what the binary begins with. */
const MAGIC = "openssh-key-v1\0";
const LABEL = "OPENSSH PRIVATE KEY";
const [BEGIN, END] = [`-----BEGIN ${LABEL}-----`, `-----END ${LABEL}-----`];
/** DER of a PKCS#8 Ed25519 private key up to its seed (RFC 8410 §7). */
const PKCS8_ED25519 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/** True when a file claims to be an OpenSSH private key. */
export function isOpenSshKey(text: string): boolean {
  return text.startsWith(BEGIN);
}

/**
 * The Ed25519 key and comment in an OpenSSH private key file (PROTOCOL.key), which must not be encrypted. `at` names it in messages.
 * Input is untrusted. Throws KEY_REFUSED.
 */
export function parseOpenSshKey(text: string, at: string): { readonly secret: KeyObject; readonly comment: string } {
  const refuse = (why: string) => new Failure("KEY_REFUSED", `could not read the OpenSSH key ${at}: ${why}`);
  const lines = text.trimEnd().split(/\r?\n/);
  const body = parseBase64(lines.slice(1, -1).join(""));
  if (lines[0] !== BEGIN || lines.at(-1) !== END || !body.ok) throw refuse("it is not base64 between its two lines");
  const reader = new SshReader(body.value);
  if (latin1(reader.take(MAGIC.length)) !== MAGIC) throw refuse("it is not of version 1");
  const [cipher, kdf] = [latin1(reader.string()), latin1(reader.string())];
  if (cipher !== "none" || kdf !== "none")
    throw refuse("it is encrypted. Add it to an ssh-agent with ssh-add, and name it as agent:SHA256:…");
  if (reader.string()?.length !== 0 || reader.uint32() !== 1) throw refuse("expected one key");
  const publicKey = parseSshEd25519Blob(reader.string() ?? new Uint8Array(0));
  if (publicKey === undefined) throw refuse("expected an Ed25519 key. Make one with ssh-keygen -t ed25519");
  const section = reader.string();
  if (section === undefined || reader.left !== 0) throw refuse("it is cut short, or something follows");
  return readSection(section, publicKey, refuse);
}

function readSection(
  section: Uint8Array,
  publicKey: Uint8Array,
  refuse: (why: string) => Failure,
): { readonly secret: KeyObject; readonly comment: string } {
  const reader = new SshReader(section);
  const [check, again] = [reader.uint32(), reader.uint32()];
  const [type, own, pair, comment] = [reader.string(), reader.string(), reader.string(), reader.string()];
  const padding = reader.take(reader.left) ?? new Uint8Array(0);
  const isWhole = check !== undefined && check === again && latin1(type) === "ssh-ed25519" && pair?.length === 64;
  if (!isWhole || comment === undefined || padding.length > 8 || padding.some((byte, at) => byte !== at + 1))
    throw refuse("its private part is not well-formed");
  const secret = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, pair.subarray(0, 32)]),
    format: "der",
    type: "pkcs8",
  });
  const derived = new Uint8Array(createPublicKey(secret).export({ format: "raw-public" }));
  const says = [own ?? new Uint8Array(0), pair.subarray(32), publicKey];
  if (says.some((key) => !equalBytes(key, derived))) throw refuse("its public key is not that of its private key");
  return { secret, comment: textOf(comment) ?? "" };
}

function latin1(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder("latin1").decode(bytes);
}
