/**
 * The worker, from 0, that counts a group: the same for the same correlation and group, whoever asks. FNV-1a over the UTF-16 units of both.
 * All that a correlation knows of a group is then with one worker; what differs from one worker alone is only what bounds give up.
 */
export function shardOf(correlation: string, group: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (const text of [correlation, "\n", group]) {
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % shards;
}
