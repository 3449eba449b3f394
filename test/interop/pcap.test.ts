// apt: tshark
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../support/run-meridian.ts";
import { describeFile } from "../vault/describe-file.ts";

const missing = ["capinfos", "text2pcap", "editcap"].filter((name) => spawnSync(name, ["-v"]).error !== undefined);
const skip = missing.length === 0 ? false : `not installed: ${missing.join(", ")}`;

/** Seconds to nanoseconds of 1970, as capinfos -S prints them, to our ISO text. */
function isoOf(seconds: string): string {
  const [whole = "0", fraction = ""] = seconds.split(/[.,]/);
  return new Date(Number(whole) * 1000).toISOString().replace(".000Z", `.${fraction.padEnd(9, "0")}Z`);
}

function run(program: string, args: readonly string[]): string {
  const ran = spawnSync(program, args, { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
  assert.equal(ran.status, 0, `${program}: ${ran.stderr}`);
  return ran.stdout;
}

const PACKETS = [3, 1, 2, 9]
  .map((second) => `2026-11-22 12:00:0${second}.12345678${second}\n0000 00 01 02 03 04 05 06 07 08 09 0a 0b 08 00 45 00\n`)
  .join("");

for (const [type, name] of [
  ["pcap", "pcap"],
  ["nsecpcap", "pcap"],
  ["pcapng", "pcapng"],
] as const) {
  test(`a ${type} file says what capinfos says`, { skip }, async (context) => {
    const folder = await temporaryFolder(context);
    const [text, made, path] = ["text", "made", "capture"].map((file) => join(folder, file)) as [string, string, string];
    await writeFile(text, PACKETS);
    run("text2pcap", ["-q", "-t", "%Y-%m-%d %H:%M:%S.%f", text, made]);
    run("editcap", ["-F", type, made, path]);
    // Table report: count, link types, snapshot length, first and last time, SHA-256.
    const rows = run("capinfos", ["-T", "-B", "-Q", "-c", "-E", "-l", "-a", "-e", "-S", "-H", path])
      .split("\n")
      .filter((row) => row !== "");
    const [names = [], values = []] = rows.map((row) => row.split("\t").map((cell) => cell.replaceAll('"', "")));
    const columns = new Map(names.map((column, at) => [column, values[at] ?? ""]));
    const { content, format } = await describeFile(path);
    assert.equal(format.name, name);
    assert.equal(format.details["packets"], columns.get("Number of packets"), rows.join("\n"));
    assert.equal(format.details["first packet"], isoOf(columns.get("Start time") ?? ""), rows.join("\n"));
    assert.equal(format.details["last packet"], isoOf(columns.get("End time") ?? ""), rows.join("\n"));
    assert.match(format.details["link type"] ?? "", /^1 ETHERNET$/);
    assert.equal(columns.get("File encapsulation"), "ether");
    // Of a pcapng file capinfos tells no limit, which is each interface's own.
    const limit = type === "pcapng" ? "262144" : columns.get("Packet size limit");
    assert.equal(format.details["snapshot length"], limit);
    assert.equal(content, columns.get("SHA256"));
    assert.equal(format.details["ends"], undefined);
  });
}

test("the hash that makes an exhibit is the one that others compute", { skip: false }, async (context) => {
  const path = join(await temporaryFolder(context), "x");
  await writeFile(path, "x");
  assert.equal((await describeFile(path)).content, createHash("sha256").update("x").digest("hex"));
});
