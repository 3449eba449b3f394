import type { Sha256 } from "../../lib/index.ts";
import type { Detection, Event } from "../../model/index.ts";
import { createDetector, type DetectorOptions } from "./detector.ts";
import { loadRules } from "./load.ts";
import { isPipeline } from "./pipeline/pipelines.ts";
import type { LoadedRules } from "./rules.ts";

/** Re-runs rules on events in the order given: rule documents by their bytes, each one YAML document or a whole file,
 * filters and pipelines among them. Refused documents find nothing. */
export function reproduce(
  documents: readonly Uint8Array[],
  events: readonly Event[],
  sha256: Sha256,
  options: DetectorOptions,
): readonly Detection[] {
  const { rules } = loadDocuments(documents, sha256);
  const detector = createDetector(rules, options);
  return events.flatMap((event) => detector.observe(event));
}

/** The placeholders without values in these documents: their values stay with whoever ran the rules, who alone can run them again. */
export function waitsFor(documents: readonly Uint8Array[], sha256: Sha256): readonly string[] {
  return [...new Set(loadDocuments(documents, sha256).waiting.flatMap(({ placeholders }) => placeholders))];
}

function loadDocuments(documents: readonly Uint8Array[], sha256: Sha256): LoadedRules {
  const named = documents.map((bytes, index) => ({ path: `document ${index}`, bytes }));
  const [pipelines, others] = [named.filter(({ bytes }) => isPipeline(bytes)), named.filter(({ bytes }) => !isPipeline(bytes))];
  return loadRules(others, sha256, { pipelines });
}
