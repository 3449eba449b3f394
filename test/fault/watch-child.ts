/**
 * Reads sources, seals them and ends itself with KILL after so many ms, as a power cut would: `node watch-child.ts '{"data":…}'`. Prints
 * "ended" when it came to the end before that.
 */
import { openNode, runSession } from "../../src/app/index.ts";
import type { WatchChild } from "./watch-setting.ts";

const setting = JSON.parse(process.argv[2] ?? "{}") as WatchChild;
const party = { name: "Harbour Authority", kind: "port", jurisdiction: null, exercise: true };
const node = await openNode({ dataDirectory: setting.data, party, origin: "harbour.example/log" });
const { killAfterMs } = setting;
await runSession({
  node,
  sources: setting.sources,
  root: setting.root,
  rules: [setting.rules],
  utcOffsetMinutes: 0,
  hostOf: () => null,
  sinceMs: null,
  follow: false,
  segmentRecords: setting.segmentRecords,
  keepEvery: { records: setting.keepRecords, ms: 3_600_000 },
  signal: new AbortController().signal,
  onReady: () => {
    if (killAfterMs !== null) setTimeout(() => process.kill(process.pid, "SIGKILL"), killAfterMs);
  },
  onDetection: () => undefined,
  onProblem: ({ reason }) => void process.stderr.write(`${reason}\n`),
  onProgress: () => undefined,
});
await node.close();
process.stdout.write("ended\n");
