import { Failure } from "../../lib/index.ts";
import { type Catalogue, catalogueClash, readCatalogue } from "../../remedy/index.ts";
import { REMEDY_PACKS } from "../installation.ts";
import { packFiles } from "./packs.ts";

/** The catalogues of lawful answers that ship. Throws PACKS_UNREADABLE with the file and the place. */
export async function shippedCatalogues(): Promise<readonly Catalogue[]> {
  const catalogues = (await packFiles([REMEDY_PACKS])).map(({ path, text }) => {
    const read = readCatalogue(text);
    if (!read.ok) throw new Failure("PACKS_UNREADABLE", `${path}: expected ${read.fault.expected} at ${read.fault.at}`);
    return read.value;
  });
  const clash = catalogueClash(catalogues);
  if (clash !== null)
    throw new Failure("PACKS_UNREADABLE", `the catalogues do not fit together: expected ${clash.expected} at ${clash.at}`);
  return catalogues;
}
