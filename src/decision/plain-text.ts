import { showUnseen } from "../lib/index.ts";

/** Text that Markdown leaves as it is: no emphasis, no HTML, no links, no lists. */
export function plainText(text: string): string {
  return showUnseen(text)
    .replaceAll(/[\r\n\u2028\u2029]+/g, " ")
    .replaceAll(/[\\`*_{}[\]<>|~&!$@]/g, (mark) => `\\${mark}`)
    .replaceAll(/:(?=\/)/g, "\\:")
    .replaceAll(/\bwww\./gi, (word) => `${word.slice(0, 3)}\\.`)
    .replace(/^[#+=-]/, (mark) => `\\${mark}`)
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2");
}
