import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { openEngine } from "./engine.ts";

const CHUNK_BYTES = 1_048_576;

/** Megabytes resident at the most while the whole lane is read from disk and judged, as a service would. */
export function memory(laneFile = ""): Record<string, number> {
  const engine = openEngine();
  const file = openSync(laneFile, "r");
  let chunk = Buffer.alloc(CHUNK_BYTES);
  let held = 0;
  for (;;) {
    if (held === chunk.length) chunk = Buffer.concat([chunk, Buffer.alloc(chunk.length)]); // a line longer than the chunk
    const read = readSync(file, chunk, held, chunk.length - held, null);
    const filled = held + read;
    const whole = read === 0 ? filled : chunk.lastIndexOf(10, filled - 1) + 1;
    if (whole > 0) engine.run(chunk.subarray(0, whole));
    chunk.copyWithin(0, whole, filled);
    held = filled - whole;
    if (read === 0) break;
  }
  closeSync(file);
  return { rssMb: mostResidentKb() / 1024 };
}

/** The peak of this program alone (proc(5)): getrusage(2) also counts the one that started it, before exec. */
function mostResidentKb(): number {
  return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}
