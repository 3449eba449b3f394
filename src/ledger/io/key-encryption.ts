import { armor, Decrypter, Encrypter } from "age-encryption";
import { Failure, textOf, utf8 } from "../../lib/index.ts";

/**
 * Gives the passphrase of the node's keys. "needed": throws KEY_LOCKED when there is none to be had. "if-named": undefined unless a
 * passphrase file is named; nobody is asked.
 */
export type AskPassphrase = (when: "needed" | "if-named") => Promise<string | undefined>;

/** A quarter of a second of work for each guess, and 64 MiB (scrypt N = 2^16, r = 8). */
const SCRYPT_LOG_N = 16;
/** A file that asks for more was not made by us. */
const SCRYPT_LOG_N_MAX = 20;
/** A key file is a few hundred bytes; a larger one is refused. */
const KEY_FILE_BYTES_MAX = 64 * 1024;
/** The stanza of an age file that a passphrase opens (C2SP age §scrypt recipient stanza): its work factor. */
const SCRYPT_STANZA = /^-> scrypt [A-Za-z0-9+/]+ ([0-9]{1,2})\n/m;

/** A key's PEM as an armored age file (C2SP age v1) that the passphrase opens. `logN` is less in tests only. */
export async function encryptKey(
  pem: Uint8Array,
  passphrase: string,
  logN: number = SCRYPT_LOG_N,
): Promise<Uint8Array<ArrayBuffer>> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(logN);
  return utf8(`${armor.encode(await encrypter.encrypt(pem)).trimEnd()}\n`);
}

/** What `encryptKey` took. Throws KEY_LOCKED when the passphrase does not open it, and LEDGER_KEYS when it is no such file. */
export async function decryptKey(
  bytes: Uint8Array,
  { path, passphrase }: { readonly path: string; readonly passphrase: string | undefined },
): Promise<Uint8Array> {
  if (passphrase === undefined) throw new Failure("KEY_LOCKED", `the key ${path} is encrypted and no passphrase was given`);
  const binary = readArmor(bytes, path);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(binary);
  } catch {
    // Without the cause: why it does not open is not for a log.
    throw new Failure("KEY_LOCKED", `the passphrase does not open the key ${path}`);
  }
}

function readArmor(bytes: Uint8Array, path: string): Uint8Array {
  const refused = (why: string) => new Failure("LEDGER_KEYS", `could not read the key ${path}: ${why}`);
  if (bytes.length > KEY_FILE_BYTES_MAX) throw refused(`it has ${bytes.length} bytes`);
  let binary: Uint8Array;
  try {
    binary = armor.decode(textOf(bytes) ?? "");
  } catch {
    throw refused("it is not an armored age file");
  }
  const [, logN] = SCRYPT_STANZA.exec(new TextDecoder("latin1").decode(binary)) ?? [];
  if (logN === undefined) throw refused("it is not encrypted with a passphrase");
  // A foreign file must not make us compute for hours.
  if (Number(logN) > SCRYPT_LOG_N_MAX) throw refused(`its work factor is 2^${logN}, more than 2^${SCRYPT_LOG_N_MAX}`);
  return binary;
}
