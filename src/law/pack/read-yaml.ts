import { type Checked, type Json, no } from "../../lib/index.ts";
import * as yaml from "../../yaml/index.ts";
import { PACK_UNITS_MAX } from "../limits.ts";

/** Why a pack was refused: where, and what was expected instead. */
export type PackFault = { readonly kind: "bad-pack"; readonly at: string; readonly expected: string };

/** Makes a fault. */
export function packFault(at: string, expected: string): PackFault {
  return { kind: "bad-pack", at, expected };
}

/** Reads one YAML document as src/yaml does. Input is untrusted. */
export function readYaml(text: string): Checked<Json, PackFault> {
  const read = yaml.readYaml(text, PACK_UNITS_MAX);
  if (read.ok) return read;
  const { line, column, problem } = read.fault;
  return no(packFault(`line ${line}`, `YAML: ${problem} at line ${line}, column ${column}:`));
}
