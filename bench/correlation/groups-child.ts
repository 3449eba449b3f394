import type { Eviction } from "../../src/detect/index.ts";
import { detectorOf, EVENT_COUNT, eventOf, plainEvent } from "./load.ts";

/** Counts one event each of so many groups and prints what the process holds, in bytes. Run by the benchmark as a process of its own. */
const [groups, kind] = [Number(process.argv[2]), process.argv[3]];
const evictions: Eviction[] = [];
const detector = detectorOf([EVENT_COUNT], evictions);
const before = process.memoryUsage.rss();
for (let group = 0; group < groups; group++) {
  const user = `user${group}`;
  detector.observe(kind === "whole" ? eventOf(user, group, group * 60) : plainEvent(user, group));
}
const { rss, heapUsed, external } = process.memoryUsage();
process.stdout.write(`${JSON.stringify({ before, rss, heapUsed, external, evictions: evictions.length })}\n`);
