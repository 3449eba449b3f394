import type { Detection, Entity } from "../model/index.ts";
import { entitiesOf } from "../telemetry/index.ts";

/** Who and what a detection is about, in the order in which its records name them, each once. */
export function detectionEntities({ events }: Detection): readonly Entity[] {
  return [...new Set(events.flatMap(entitiesOf))];
}
