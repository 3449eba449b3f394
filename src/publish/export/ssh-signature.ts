import {
  type Checked,
  concat,
  equalBytes,
  no,
  parseBase64,
  parseSshEd25519Blob,
  parseSshEd25519Signature,
  type Sha256,
  SshReader,
  sshEd25519Blob,
  sshString,
  sshUint32,
  textOf,
  toBase64,
  utf8,
  yes,
} from "../../lib/index.ts";
import { checkEd25519PublicKey, checkEd25519Signature, type SignatureChecks } from "../../merkle/index.ts";

/** What a person's signature over an export is for: ssh-keygen -Y verify -n. Nobody signs anything else under it. */
export const EXPORT_NAMESPACE = "meridian-export@v1";

/** The two hashes of PROTOCOL.sshsig, handed in. */
export type SshHashes = { readonly sha256: Sha256; readonly sha512: Sha256 };
export type SshHashName = keyof SshHashes;

/** An Ed25519 key that signs raw messages. */
export type SshSigner = { readonly publicKey: Uint8Array; readonly sign: (message: Uint8Array) => Promise<Uint8Array> };

const MAGIC = "SSHSIG";
const VERSION = 1;
const [BEGIN, END] = ["-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"];
const ARMOR_BYTES_MAX = 16_384;
const NAMESPACE_UNITS_MAX = 256;

/** Signs a message as `ssh-keygen -Y sign` does (OpenSSH PROTOCOL.sshsig), with SHA-512 unless another hash is named. */
export async function signSsh(
  message: Uint8Array,
  { publicKey, sign }: SshSigner,
  hashes: SshHashes,
  { namespace = EXPORT_NAMESPACE, hash = "sha512" }: { readonly namespace?: string; readonly hash?: SshHashName } = {},
): Promise<Uint8Array> {
  const signature = await sign(signedData(hashes[hash](message), namespace, hash));
  const blob = concat(
    utf8(MAGIC),
    sshUint32(VERSION),
    sshString(sshEd25519Blob(publicKey)),
    sshString(namespace),
    sshString(""),
    sshString(hash),
    sshString(concat(sshString("ssh-ed25519"), sshString(signature))),
  );
  // ssh-keygen breaks its lines after 70 units.
  const lines = toBase64(blob).match(/.{1,70}/g) ?? [];
  return utf8([BEGIN, ...lines, END, ""].join("\n"));
}

function signedData(digest: Uint8Array, namespace: string, hash: SshHashName): Uint8Array {
  return concat(utf8(MAGIC), sshString(namespace), sshString(""), sshString(hash), sshString(digest));
}

export type SshSignatureFault = {
  readonly kind: "bad-ssh-signature";
  /** What was expected. */
  readonly expected: string;
};

type Parsed = {
  readonly publicKey: Uint8Array;
  readonly namespace: string;
  readonly hash: SshHashName;
  readonly signature: Uint8Array;
};

/**
 * Verifies an armored SSH signature over a message, such as `ssh-keygen -Y sign` makes. Input is untrusted. Gives the Ed25519 key that
 * signed: whose it is, is for the caller to know. Other kinds of key are refused.
 */
export async function verifySsh(
  armored: Uint8Array,
  { message, namespace }: { readonly message: Uint8Array; readonly namespace: string },
  { checks, hashes }: { readonly checks: SignatureChecks; readonly hashes: SshHashes },
): Promise<Checked<{ readonly publicKey: Uint8Array }, SshSignatureFault>> {
  const parsed = parseSshSignature(armored);
  if (!parsed.ok) return parsed;
  const { publicKey, hash, signature } = parsed.value;
  if (parsed.value.namespace !== namespace)
    return refuse(`the namespace ${namespace}, got ${JSON.stringify(parsed.value.namespace)}`);
  const signed = signedData(hashes[hash](message), namespace, hash);
  return (await checks.ed25519(publicKey, signed, signature)) ? yes({ publicKey }) : refuse("a signature of this message");
}

function parseSshSignature(armored: Uint8Array): Checked<Parsed, SshSignatureFault> {
  const blob = unarmor(armored);
  if (blob === undefined) return refuse(`base64 between the lines ${BEGIN} and ${END}`);
  const reader = new SshReader(blob);
  if (!equalBytes(reader.take(MAGIC.length) ?? NOTHING, utf8(MAGIC)) || reader.uint32() !== VERSION)
    return refuse("an SSHSIG of version 1");
  const fields = [reader.string(), reader.string(), reader.string(), reader.string(), reader.string()];
  if (fields.includes(undefined) || reader.left !== 0) return refuse("five strings and nothing after them");
  const [key = NOTHING, namespace = NOTHING, , hash = NOTHING, signature = NOTHING] = fields;
  return judgeFields(parseSshEd25519Blob(key), textOf(namespace), textOf(hash), parseSshEd25519Signature(signature));
}

const NOTHING = new Uint8Array(0);

function judgeFields(
  publicKey: Uint8Array | undefined,
  namespace: string | undefined,
  hash: string | undefined,
  signature: Uint8Array | undefined,
): Checked<Parsed, SshSignatureFault> {
  if (publicKey === undefined || !checkEd25519PublicKey(publicKey).ok) return refuse("a strict Ed25519 key");
  if (namespace === undefined || namespace === "" || namespace.length > NAMESPACE_UNITS_MAX) return refuse("a namespace");
  if (hash !== "sha256" && hash !== "sha512") return refuse("the hash sha256 or sha512");
  if (signature === undefined || !checkEd25519Signature(signature).ok) return refuse("one strict Ed25519 signature");
  return yes({ publicKey, namespace, hash, signature });
}

function unarmor(armored: Uint8Array): Uint8Array | undefined {
  if (armored.length > ARMOR_BYTES_MAX) return undefined;
  const lines = (textOf(armored) ?? "").replaceAll("\r\n", "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length < 3 || lines[0] !== BEGIN || lines.at(-1) !== END) return undefined;
  const body = parseBase64(lines.slice(1, -1).join(""));
  return body.ok ? body.value : undefined;
}

function refuse(expected: string): Checked<never, SshSignatureFault> {
  return no({ kind: "bad-ssh-signature", expected });
}
