/** The package's entry ./lines: Sigma rules on raw lines of JSON, with the formats that Meridian reads (docs/libraries.md). */
export {
  createLineDetector,
  type Detected,
  type FiredLine,
  type LineDetector,
  type LineDetectorOptions,
  SCANNER_OPTIONS,
  type ScannerOptions,
} from "../detect/index.ts";
export type { Event, LineView } from "../model/index.ts";
export { lineView, readEventLine, VIEWED_FORMATS } from "../telemetry/index.ts";
