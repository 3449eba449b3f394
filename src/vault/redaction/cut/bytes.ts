import { concat } from "../../../lib/index.ts";
import type { Field } from "./field.ts";

/** One field a block of `blockBytes` bytes, the last one shorter (spec/redaction.md §Bytes). */
export async function* cutBytes(content: AsyncIterable<Uint8Array>, blockBytes: number): AsyncGenerator<Field> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let offset = 0;
  const take = (): Field => {
    const value = concat(...held);
    const field = { path: `bytes/${offset}`, value, line: null, pointer: null, offset };
    offset += value.length;
    [held, heldBytes] = [[], 0];
    return field;
  };
  for await (const chunk of content) {
    for (let at = 0; at < chunk.length; ) {
      const end = Math.min(chunk.length, at + blockBytes - heldBytes);
      held.push(chunk.slice(at, end));
      heldBytes += end - at;
      at = end;
      if (heldBytes === blockBytes) yield take();
    }
  }
  if (heldBytes > 0) yield take();
}
