import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { endianness } from "node:os";
import { CLEAN_ENV } from "./nft-process.ts";

/** A socket to nf_tables in the kernel, for questions only. */
export type NetlinkSocket = {
  /** Sends one request and gives each datagram of its answer; false when there is no (whole) answer. One question at a time. */
  ask(request: Uint8Array, onDatagram: (datagram: Uint8Array) => void): Promise<boolean>;
  close(): void;
};

const PERL = "/usr/bin/perl";
const ANSWER_MS_MAX = 20_000;
const DATAGRAM_BYTES_MAX = 1 << 20;

/**
 * Node has no netlink sockets, but Perl's core, essential on Debian, has: this carries frames (length of 4 bytes, little endian) between
 * our pipes and a socket of NETLINK_NETFILTER. An answer to a dump (NLM_F_DUMP) lasts until NLMSG_DONE or NLMSG_ERROR; a frame of
 * length 0 ends each answer.
 */
const PROGRAM = `
use strict; binmode STDIN; binmode STDOUT; $| = 1;
socket(my $s, 16, 3, 12) or exit 2;
while (read(STDIN, my $head, 4) == 4) {
  my $length = unpack("V", $head);
  read(STDIN, my $request, $length) == $length or exit 3;
  send($s, $request, 0) or exit 4;
  my $dump = unpack("v", substr($request, 6, 2)) & 0x300;
  for (;;) {
    defined recv($s, my $answer, 262144, 0) or exit 5;
    print pack("V", length $answer), $answer;
    my ($at, $end) = (0, !$dump);
    while ($at + 16 <= length $answer) {
      my ($size, $type) = unpack("Vv", substr($answer, $at, 6));
      $end = 1 if $type == 2 || $type == 3;
      last if $size < 16;
      $at += ($size + 3) & ~3;
    }
    last if $end;
  }
  print pack("V", 0);
}`;

/** Undefined where there is no Perl, or a host whose numbers are big-endian: then only nft itself is left to ask. */
export function openNetlink(perl: string = PERL): NetlinkSocket | undefined {
  if (endianness() !== "LE" || !existsSync(perl)) return undefined;
  const child = spawn(perl, ["-e", PROGRAM], { env: { ...CLEAN_ENV }, cwd: "/", stdio: ["pipe", "pipe", "ignore"] });
  let waiting: { onDatagram(datagram: Uint8Array): void; end(whole: boolean): void } | undefined;
  let heard: Buffer = Buffer.alloc(0);
  let open = true;
  const lose = () => {
    open = false;
    child.kill("SIGKILL");
    waiting?.end(false);
  };
  child.on("error", lose);
  child.on("close", lose);
  child.stdin.on("error", lose);
  child.stdout.on("data", (bytes: Buffer) => {
    heard = heard.length === 0 ? bytes : Buffer.concat([heard, bytes]);
    for (let frame = takeFrame(); frame !== undefined; frame = takeFrame()) {
      if (frame.length === 0) waiting?.end(true);
      else waiting?.onDatagram(frame);
    }
  });
  const takeFrame = (): Uint8Array | undefined => {
    if (!open || heard.length < 4) return undefined;
    const length = heard.readUInt32LE(0);
    if (length > DATAGRAM_BYTES_MAX) lose();
    if (!open || heard.length < 4 + length) return undefined;
    const frame = heard.subarray(4, 4 + length);
    heard = heard.subarray(4 + length);
    return frame;
  };
  return {
    ask: (request, onDatagram) =>
      new Promise((resolve) => {
        if (!open || waiting !== undefined) return resolve(false);
        const timer = setTimeout(lose, ANSWER_MS_MAX);
        const end = (whole: boolean) => {
          clearTimeout(timer);
          waiting = undefined;
          resolve(whole);
        };
        waiting = { onDatagram, end };
        const head = Buffer.alloc(4);
        head.writeUInt32LE(request.length);
        child.stdin.write(Buffer.concat([head, request]));
      }),
    close: lose,
  };
}
