import type { FileSource } from "../../telemetry/io/index.ts";
import { type GoingAhead, type Lane, type LaneOptions, laneFormat, openLane, type Stretch } from "./lane.ts";
import type { LaneWork } from "./lane-thread.ts";

/** The lanes of a run, one a format, opened when the first file asks for it. */
export type Lanes = {
  /** Looks at a file with threads; undefined for one that must be read line by line. */
  readonly read: (file: FileSource, signal: AbortSignal) => Promise<AsyncIterable<Stretch> | undefined>;
  readonly close: () => Promise<void>;
};

export type LanesOptions = Omit<LaneWork, "format"> & {
  readonly ahead: GoingAhead;
  readonly hostOf: (file: FileSource) => string | null;
  readonly onDefect: LaneOptions["onDefect"];
};

/** Opens no thread yet. */
export function createLanes({ ahead, hostOf, onDefect, ...work }: LanesOptions): Lanes {
  const lanes = new Map<string, Lane>();
  return {
    read: async (file, signal) => {
      // A host that is assumed becomes part of each reading, of which a lane knows nothing.
      const format = hostOf(file) === null ? await laneFormat(file, work.utcOffsetMinutes, ahead.bytesMin) : undefined;
      if (format === undefined) return undefined;
      const lane = lanes.get(format) ?? openLane({ ...work, format }, { ...ahead, onDefect });
      lanes.set(format, lane);
      return lane.read(file.path, signal);
    },
    close: async () => {
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
    },
  };
}
