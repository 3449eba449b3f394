import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type DutyPack, readDuties, readScale, type Scale } from "../../case/index.ts";
import { Failure, textOf } from "../../lib/index.ts";
import { DUTIES, SCALES } from "../installation.ts";

/** The scales that ship with this copy, by file name. */
export async function shippedScales(): Promise<readonly Scale[]> {
  return (await documentsIn(SCALES)).map(({ path, text }) => {
    const read = readScale(text);
    if (!read.ok) throw new Failure("CASE_REFUSED", `the scale ${path} cannot be used: ${JSON.stringify(read.fault)}`);
    return read.value;
  });
}

/** The duties to report that ship with this copy, by file name. */
export async function shippedDuties(): Promise<readonly DutyPack[]> {
  return (await documentsIn(DUTIES)).map(({ path, text }) => {
    const read = readDuties(text);
    if (!read.ok) throw new Failure("CASE_REFUSED", `the duties ${path} cannot be used: ${JSON.stringify(read.fault)}`);
    return read.value;
  });
}

/** Every YAML document of a folder, by file name. */
export async function documentsIn(folder: string): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const text = textOf(await readFile(path));
      if (text === undefined) throw new Failure("CASE_REFUSED", `expected UTF-8 in ${path}`);
      return { path, text };
    }),
  );
}
