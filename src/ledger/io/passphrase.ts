import { readFile, stat } from "node:fs/promises";
import { Failure, textOf } from "../../lib/index.ts";
import type { AskPassphrase } from "./key-encryption.ts";

/** The environment variable that names the file with the passphrase of the node's keys. */
const VARIABLE = "MERIDIAN_PASSPHRASE_FILE";
const PASSPHRASE_BYTES_MAX = 4096;
const [CTRL_C, CTRL_D, BACKSPACE, DELETE] = ["\u0003", "\u0004", "\b", "\u007f"];

/** A person answers once in the life of a process. */
let answered: string | undefined;

/**
 * The passphrase from the file that MERIDIAN_PASSPHRASE_FILE names, which only its owner may read (a last newline is not part of it), or
 * from the person at the terminal, without echo. Throws KEY_LOCKED.
 */
export const hostPassphrase: AskPassphrase = async (when) => {
  const path = process.env[VARIABLE];
  if (path !== undefined && path !== "") return readPassphraseFile(path);
  if (when === "if-named") return undefined;
  answered ??= await askAtTerminal("Passphrase of the node's keys: ");
  return answered;
};

/** A new passphrase: from the file, or asked for twice at the terminal. Throws KEY_LOCKED, also when the two differ. */
export async function newPassphrase(): Promise<string> {
  const path = process.env[VARIABLE];
  if (path !== undefined && path !== "") return readPassphraseFile(path);
  const first = await askAtTerminal("New passphrase of the node's keys: ");
  if ((await askAtTerminal("The same again: ")) !== first) throw new Failure("KEY_LOCKED", "the two passphrases differ");
  return first;
}

async function readPassphraseFile(path: string): Promise<string> {
  const refuse = (why: string, cause?: unknown) =>
    new Failure("KEY_LOCKED", `could not use the passphrase file ${path}: ${why}`, cause);
  const found = await stat(path).catch((error: unknown) => {
    throw refuse("it cannot be read", error);
  });
  if (process.platform !== "win32" && (found.mode & 0o077) !== 0) throw refuse("others than its owner may read it");
  if (found.size > PASSPHRASE_BYTES_MAX) throw refuse(`expected at most ${PASSPHRASE_BYTES_MAX} bytes`);
  const text = textOf(await readFile(path))?.replace(/\r?\n$/, "");
  if (text === undefined || text === "") throw refuse("expected a line of UTF-8");
  return text;
}

async function askAtTerminal(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) throw new Failure("KEY_LOCKED", `there is no terminal to ask at. Name a file in ${VARIABLE}`);
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.resume();
  try {
    return await readHidden(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}

function readHidden(stdin: NodeJS.ReadStream): Promise<string> {
  let typed = "";
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      stdin.off("data", onData);
      settle();
    };
    const onData = (chunk: Buffer) => {
      for (const character of chunk.toString("utf8")) {
        if (character === "\r" || character === "\n") return end(() => resolve(typed));
        if (character === CTRL_C || character === CTRL_D)
          return end(() => reject(new Failure("KEY_LOCKED", "no passphrase was given")));
        typed = character === BACKSPACE || character === DELETE ? typed.slice(0, -1) : typed + character;
      }
      return undefined;
    };
    stdin.on("data", onData);
  });
}
