import type { Sha256 } from "../../lib/index.ts";
import type { Detection, Event } from "../../model/index.ts";
import { createDetector, type DetectorOptions } from "./detector.ts";
import { loadRules } from "./load.ts";

/** Re-runs rules on events in the order given: rule documents by their bytes, each one YAML document or a whole file. Refused documents find nothing. */
export function reproduce(
  documents: readonly Uint8Array[],
  events: readonly Event[],
  sha256: Sha256,
  options: DetectorOptions,
): readonly Detection[] {
  const { rules } = loadRules(
    documents.map((bytes, index) => ({ path: `document ${index}`, bytes })),
    sha256,
  );
  const detector = createDetector(rules, options);
  return events.flatMap((event) => detector.observe(event));
}
