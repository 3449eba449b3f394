import { type Shape, type Shaped, shape } from "../lib/index.ts";

/**
 * How far a source has been read, so that reading goes on after it with nothing lost and nothing twice.
 * `file`: device and inode as decimal text, SHA-256 over its first `headBytes` (a rotated file keeps its head), the byte offset in
 * the decompressed stream and the framer's mode there. `journal`: the cursor. `none`: a source that promises neither (UDP, stdin).
 */
export const positionShape = shape.record({
  kind: shape.word("file", "journal", "none"),
  fileId: shape.nullable(
    shape.record({ device: shape.text(40), inode: shape.text(40), headBytes: shape.count, headSha256: shape.text(64) }),
  ),
  offset: shape.count,
  mode: shape.word("line", "document", "array"),
  cursor: shape.nullable(shape.text(4096)),
}) satisfies Shape<unknown>;

export type Position = Shaped<typeof positionShape>;
