import { equalBytes, Failure, type FilePort, writeDurably } from "../../lib/index.ts";
import { decryptKey, encryptKey } from "./key-encryption.ts";
import { KEY_DIRECTORY, parsePem } from "./key-files.ts";

const [PLAIN, PROTECTED] = [".pem", ".pem.age"];

/**
 * Encrypts the node's private keys at rest with a passphrase. Each protected file is durable and opens before its plain one goes, so that
 * a crash leaves one or both; run again, it goes on. Gives how many files it changed. What a medium keeps of removed files is out of
 * reach. `logN` is the work factor, less in tests only.
 */
export async function protectKeys(files: FilePort, passphrase: string, logN?: number): Promise<number> {
  const paths = await pathsOf(files, PLAIN);
  for (const path of paths) {
    const pem = await read(files, path);
    parsePem(pem, path);
    const sealed = await encryptKey(pem, passphrase, logN);
    const target = `${path}.age`;
    await writeDurably(files, target, sealed, "private");
    if (!equalBytes(await decryptKey(await read(files, target), { path: target, passphrase }), pem))
      throw new Failure("LEDGER_KEYS", `the key ${target} does not read back; ${path} was left as it is`);
    await files.remove(path);
    await files.syncDirectory(KEY_DIRECTORY);
  }
  return paths.length;
}

/** The reverse. Throws KEY_LOCKED, with nothing changed, when the passphrase does not open every key. */
export async function unprotectKeys(files: FilePort, passphrase: string): Promise<number> {
  const opened: { readonly path: string; readonly pem: Uint8Array }[] = [];
  for (const path of await pathsOf(files, PROTECTED)) {
    const pem = await decryptKey(await read(files, path), { path, passphrase });
    parsePem(pem, path);
    opened.push({ path, pem });
  }
  for (const { path, pem } of opened) {
    await writeDurably(files, path.slice(0, -".age".length), pem, "private");
    await files.remove(path);
    await files.syncDirectory(KEY_DIRECTORY);
  }
  return opened.length;
}

async function pathsOf(files: FilePort, form: string): Promise<readonly string[]> {
  return (await files.list(KEY_DIRECTORY)).filter((name) => name.endsWith(form)).map((name) => `${KEY_DIRECTORY}/${name}`);
}

async function read(files: FilePort, path: string): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (bytes === undefined) throw new Failure("LEDGER_KEYS", `the key ${path} is missing`);
  return bytes;
}
