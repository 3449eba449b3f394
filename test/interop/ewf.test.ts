// apt: ewf-tools
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../support/run-meridian.ts";
import { describeFile } from "../vault/describe-file.ts";

const MEDIA_BYTES = 3 * 1024 ** 2;
const missing = ["ewfacquire", "ewfinfo", "ewfverify"].filter((name) => spawnSync(name, ["-V"]).error !== undefined);
const skip = missing.length === 0 ? false : `not installed: ${missing.join(", ")}`;

function run(program: string, args: readonly string[]): string {
  const ran = spawnSync(program, args, { encoding: "utf8" });
  assert.equal(ran.status, 0, `${program} ${args.join(" ")}: ${ran.stdout}${ran.stderr}`);
  return ran.stdout;
}

/** The value of a line such as `	Media size:		3.0 MiB (3145728 bytes)`. */
function line(text: string, name: string): string {
  return new RegExp(`${name}:\\s+(.*)`).exec(text)?.[1]?.trim() ?? "";
}

for (const [format, segmentBytes] of [
  ["encase6", 1024 ** 3],
  ["encase5", 1024 ** 2],
  ["ftk", 1024 ** 3],
] as const) {
  test(`an E01 image that ewfacquire makes as ${format} says what ewfinfo and ewfverify say`, { skip }, async (context) => {
    const folder = await temporaryFolder(context);
    const media = randomBytes(MEDIA_BYTES);
    await writeFile(join(folder, "media.raw"), media);
    const facts = ["-C", "HTS-2026-7", "-E", "HTS-2026-0007", "-e", "A. Example", "-D", "disk of hts-jump1", "-N", "none"];
    const how = ["-u", "-q", "-f", format, "-d", "sha1", "-c", "none", "-S", `${segmentBytes}`, "-m", "fixed", "-M", "physical"];
    run("ewfacquire", [...how, ...facts, "-t", join(folder, "image"), join(folder, "media.raw")]);
    const segments = (await readdir(folder)).filter((name) => name.startsWith("image.")).sort();
    const images = segments.map((name) => join(folder, name));
    const info = run("ewfinfo", images);
    run("ewfverify", ["-q", "-d", "sha1", ...images]);
    const [first, last] = [await describeFile(images[0] ?? ""), await describeFile(images.at(-1) ?? "")];
    assert.equal(first.format.name, "ewf");
    const { details } = first.format;
    assert.equal(details["case number"], line(info, "Case number"));
    assert.equal(details["evidence number"], line(info, "Evidence number"));
    assert.equal(details["examiner"], line(info, "Examiner name"));
    assert.equal(details["description"], line(info, "Description"));
    assert.equal(details["media bytes"], /\(([0-9]+) bytes\)/.exec(line(info, "Media size"))?.[1]);
    assert.equal(details["bytes in a sector"], line(info, "Bytes per sector"));
    assert.equal(details["sectors"], line(info, "Number of sectors"));
    assert.equal(details["segment"], "1");
    assert.equal(details["ends"], segments.length === 1 ? "the image ends here" : "another segment follows");
    const stored = last.format.details;
    assert.equal(stored["ends"], "the image ends here");
    assert.equal(stored["stored MD5"], createHash("md5").update(media).digest("hex"));
    assert.equal(stored["stored MD5"], line(info, "MD5"));
    if (stored["stored SHA-1"] !== undefined)
      assert.equal(stored["stored SHA-1"], createHash("sha1").update(media).digest("hex"));
    assert.equal(stored["stored SHA-1"] !== undefined, format === "encase6", "encase6 has a digest section");
  });
}
