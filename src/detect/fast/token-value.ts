import { readJsonLine } from "../../lib/index.ts";
import type { FieldValue } from "../../model/index.ts";

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The scalar or list of scalars that these bytes of JSON are, read as the readers of telemetry do; undefined for all else. */
export function tokenValue(bytes: Uint8Array): FieldValue | undefined {
  const text = decoded(bytes);
  const list = text === undefined ? undefined : (readJsonLine(`[${text}]`) as readonly unknown[] | undefined);
  const value = list?.length === 1 ? list[0] : undefined;
  if (Array.isArray(value)) return value.every(isScalar) ? value : undefined;
  return isScalar(value) ? value : undefined;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return DECODER.decode(Uint8Array.from(bytes)); // a copy: shared memory cannot be decoded
  } catch {
    return undefined; // not UTF-8: no format reads such a line
  }
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
