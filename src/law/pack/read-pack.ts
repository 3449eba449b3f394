import { type Checked, no, yes } from "../../lib/index.ts";
import { type LawPack, packShape } from "./pack.ts";
import { type PackFault, packFault, readYaml } from "./read-yaml.ts";

/** Reads one pack of law: rules, a proposal, a position, kinds of evidence, or cases. Input is untrusted; what the format does not know is refused. spec/law-pack.md. */
export function readLawPack(text: string): Checked<LawPack, PackFault> {
  const json = readYaml(text);
  if (!json.ok) return json;
  const read = packShape(json.value, "$");
  return read.ok ? yes(read.value) : no(packFault(read.fault.path, read.fault.expected));
}
