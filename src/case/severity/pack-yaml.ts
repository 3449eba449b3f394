import { type Checked, no, type Shape, yes } from "../../lib/index.ts";
import { readYaml } from "../../yaml/index.ts";

const UNITS_MAX = 262_144;

/** Why a pack was refused: where, and what was expected instead. */
export type PackFault = { readonly kind: "bad-pack"; readonly at: string; readonly expected: string };

/** Reads one pack as src/yaml does. Input is untrusted: whatever the shape does not know is refused too. */
export function readPack<Value>(text: string, shaped: Shape<Value>): Checked<Value, PackFault> {
  const refuse = (at: string, expected: string) => no<PackFault>({ kind: "bad-pack", at, expected });
  const plain = readYaml(text, UNITS_MAX);
  if (!plain.ok) return refuse(`line ${plain.fault.line}`, `YAML: ${plain.fault.problem}`);
  const read = shaped(plain.value, "$");
  return read.ok ? yes(read.value) : refuse(read.fault.path, read.fault.expected);
}
