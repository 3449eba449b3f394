import type { LineView } from "../../model/index.ts";
import { EVTX_VIEW } from "./evtx.ts";
import { CLOUDTRAIL_VIEW, EVE_VIEW, ZEEK_VIEW } from "./plain.ts";
import { WINDOWS_FLAT_VIEW } from "./windows-flat.ts";
import { WINLOGBEAT_OLD_VIEW, WINLOGBEAT_VIEW } from "./winlogbeat.ts";

const VIEWS = [WINDOWS_FLAT_VIEW, EVTX_VIEW, WINLOGBEAT_VIEW, WINLOGBEAT_OLD_VIEW, EVE_VIEW, CLOUDTRAIL_VIEW, ZEEK_VIEW];

const BY_FORMAT: ReadonlyMap<string, LineView> = new Map(VIEWS.map((view) => [view.format, view]));

/** How lines of this format become fields; undefined where each line must be read in full. */
export function lineView(format: string): LineView | undefined {
  return BY_FORMAT.get(format);
}

/** The formats that have a view. */
export const VIEWED_FORMATS: readonly string[] = [...BY_FORMAT.keys()];
