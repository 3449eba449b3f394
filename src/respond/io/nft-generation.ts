import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { CLEAN_ENV } from "./nft-process.ts";

/** The kernel's number of the ruleset of this network namespace: it grows by one with each transaction of anybody. */
export type GenerationReader = {
  /** Undefined when it cannot be read; then only slower ways are left. */
  read(): Promise<number | undefined>;
  close(): void;
};

const PERL = "/usr/bin/perl";
const ANSWER_MS_MAX = 1_000;

/**
 * nft has no command that prints the number, and a process of its own would cost milliseconds each time. Perl's core (essential on
 * Debian) can ask: NFT_MSG_GETGEN (nfnetlink subsystem 10, message 16) is answered by NFT_MSG_NEWGEN (15) with NFTA_GEN_ID
 * (attribute 1, big endian) first. linux/netfilter/nf_tables.h, nfnetlink.h.
 */
const PROGRAM = `
use strict; $| = 1;
socket(my $s, 16, 3, 12) or exit 2;
while (<STDIN>) {
  send($s, pack("L S S L L C C n", 20, 10 << 8 | 16, 1, 1, 0, 0, 0, 0), 0) or exit 3;
  defined recv($s, my $answer, 8192, 0) or exit 4;
  my ($length, $type, undef, undef, undef, undef, $attribute_length, $attribute, $id) = unpack("L S S L L L S S N", $answer);
  print $type == (10 << 8 | 15) && $attribute == 1 && $attribute_length == 8 ? "$id\\n" : "no\\n";
}`;

/** Starts the reader; where there is no Perl, or it may not ask, every reading is undefined. */
export async function openGenerationReader(perl: string = PERL): Promise<GenerationReader> {
  const found = await access(perl, constants.X_OK).then(
    () => true,
    () => false,
  );
  return found ? ask(perl) : { read: async () => undefined, close: () => undefined };
}

function ask(perl: string): GenerationReader {
  const child = spawn(perl, ["-e", PROGRAM], { env: { ...CLEAN_ENV }, cwd: "/", stdio: ["pipe", "pipe", "ignore"] });
  const waiting: ((id: number | undefined) => void)[] = [];
  let open = true;
  let heard = "";
  const lose = () => {
    open = false;
    child.kill("SIGKILL");
    for (const answer of waiting.splice(0)) answer(undefined);
  };
  child.on("error", lose);
  child.on("close", lose);
  child.stdin.on("error", lose);
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
    const lines = heard.split("\n");
    heard = lines.pop() ?? "";
    for (const line of lines) waiting.shift()?.(/^[0-9]{1,10}$/.test(line) ? Number(line) : undefined);
  });
  return {
    read: () =>
      new Promise((resolve) => {
        if (!open) return resolve(undefined);
        const timer = setTimeout(lose, ANSWER_MS_MAX);
        waiting.push((id) => {
          clearTimeout(timer);
          resolve(id);
        });
        child.stdin.write("\n");
      }),
    close: lose,
  };
}
