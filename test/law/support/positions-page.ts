import type { LawPack, PositionPack } from "../../../src/law/index.ts";
import { present } from "../../../src/lib/index.ts";

/** The tables of docs/positions.md: what each holder answers now, what each pack rests on, and what was superseded. */
export function positionTables(packs: readonly LawPack[]): string {
  const positions = packs
    .filter((pack): pack is PositionPack => pack.kind === "position")
    .sort((a, b) => (`${a.holder} ${a.date}` < `${b.holder} ${b.date}` ? -1 : 1));
  const asks = new Map(
    packs.flatMap((pack) => ("rules" in pack ? Object.entries(pack.law).map(([key, { ask }]) => [key, ask.en] as const) : [])),
  );
  const holders = [...new Set(positions.map(({ holder }) => holder))];
  const now = holders.map((holder) => present(positions.filter((pack) => pack.holder === holder).at(-1), holder));
  const keys = [...asks.keys()].sort();
  return [
    "## What each holder answers today\n",
    table(
      ["point of law", ...holders.map(code)],
      keys.map((key) => [code(key), ...now.map((pack) => cell(pack, key))]),
    ),
    "\n## The questions\n",
    table(
      ["point of law", "asks"],
      keys.map((key) => [code(key), present(asks.get(key), key)]),
    ),
    "\n## What each pack rests on\n",
    table(["pack", "from", "answers that were read", "unread", "silent", "quotations"], positions.map(restsOn)),
    "\n## What changed\n",
    table(
      ["holder", "point of law", "was", "is, from"],
      positions.flatMap((pack, at) => changes(positions[at - 1], pack, keys)),
    ),
    "",
  ].join("\n");
}

function cell(pack: PositionPack, key: string): string {
  const { value, cite } = present(pack.law[key], key);
  const word = { met: "yes", not_met: "no", undetermined: "open", silent: "–" }[value];
  return isRead(pack, cite) ? word : `${word} ?`;
}

function isRead({ sources }: PositionPack, cite: readonly string[]): boolean {
  return cite.some((place) => sources[place.split("/")[0] ?? ""]?.read !== "unverified");
}

function restsOn(pack: PositionPack): readonly string[] {
  const said = Object.values(pack.law);
  const spoken = said.filter(({ value }) => value !== "silent");
  const read = spoken.filter(({ cite }) => isRead(pack, cite)).length;
  const quotes = said.filter(({ quote }) => quote !== null).length;
  return [code(pack.pack), pack.date, ...[read, spoken.length - read, said.length - spoken.length, quotes].map(String)];
}

function changes(
  earlier: PositionPack | undefined,
  later: PositionPack,
  keys: readonly string[],
): readonly (readonly string[])[] {
  if (earlier?.holder !== later.holder) return [];
  return keys
    .map((key) => [code(later.holder), code(key), cell(earlier, key), `${cell(later, key)}, ${later.date}`])
    .filter(([, , was, is]) => !is?.startsWith(`${was},`));
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
