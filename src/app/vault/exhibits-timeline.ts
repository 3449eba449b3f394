import { type ChainEvent, CUSTODY_PROBLEMS, type CustodyProblem, type ExhibitChain, handText } from "../../vault/index.ts";

/** An exhibit's life as lines for people: what it is, each event under the other, what is wrong beside where it shows. */
export function timelineLines(chain: ExhibitChain): readonly string[] {
  const { exhibit, events, holds, index, problems } = chain;
  const { acquired, content, format } = exhibit;
  return [
    `${exhibit.number}  ${exhibit.title}`,
    `  ${exhibit.exhibit}, ${content.bytes} bytes, ${format.name}`,
    `  SHA-256 ${content.sha256}`,
    `  SHA-512 ${content.sha512}`,
    ...Object.entries(format.details).map(([name, value]) => `  ${name}: ${value}`),
    ...(exhibit.parent === null ? [] : [`  made from ${exhibit.parent}`]),
    ...(exhibit.case === null ? [] : [`  case ${exhibit.case}`]),
    ...(exhibit.unread.length === 0 ? [] : [`  ${exhibit.unread.length} could not be read; --json lists them`]),
    ...exhibit.caveats.map((caveat) => `  handle as: ${caveat}`),
    "",
    `${acquired.at.from}  ● taken in by ${handText(acquired.by)}`,
    ...under([`at ${acquired.place}, for ${acquired.purpose}`, `authority: ${acquired.authority}`, `entry ${index}`]),
    ...problemLines(problems, index),
    ...events.flatMap((event) => eventLines(event, problems)),
    "",
    `now: ${holdingText(chain)}`,
    ...(chain.quarantined ? ["quarantined: its bytes may do harm to who opens them"] : []),
    ...(holds.length === 0 ? [] : [`kept by ${holds.join(", ")}`]),
    problems.length === 0 ? "no problem found in its custody" : `${problems.length} problems in its custody`,
  ];
}

function eventLines({ index, custody, signers }: ChainEvent, problems: readonly CustodyProblem[]): readonly string[] {
  const { actor, alteration, authority, counterparty, event, occurred, place, purpose } = custody;
  const other = counterparty === null ? "" : ` (other hand: ${handText(counterparty)})`;
  const signed = signers.map(({ holder, role }) => (role === "statement" ? "the keeper" : holder.name)).join(" and ");
  return [
    `${occurred.from}  ${event === "destroyed" ? "✕" : "●"} ${event} by ${handText(actor)}${other}`,
    ...under([
      ...(occurred.to === occurred.from ? [] : [`until ${occurred.to}`]),
      `at ${place}, for ${purpose}`,
      `authority: ${authority}`,
      ...(alteration === null ? [] : [`changed: ${alteration.what}; ${alteration.why}; by ${alteration.by}`]),
      `entry ${index}, signed by ${signed === "" ? "nobody" : signed}`,
    ]),
    ...problemLines(problems, index),
  ];
}

function under(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${" ".repeat(26)}│ ${line}`);
}

function problemLines(problems: readonly CustodyProblem[], index: number): readonly string[] {
  return problems
    .filter((problem) => problem.index === index)
    .map(({ kind, what }) => `${" ".repeat(26)}! ${kind}: ${CUSTODY_PROBLEMS[kind]} (${what})`);
}

/** In whose hands it is, in words. */
export function holdingText({ holding }: ExhibitChain): string {
  switch (holding.state) {
    case "held":
      return `held by ${handText(holding.by)}`;
    case "offered":
      return `offered by ${handText(holding.by)} to ${handText(holding.to)}, not accepted yet`;
    case "destroyed":
      return `destroyed by ${handText(holding.by)}`;
    default:
      return holding satisfies never;
  }
}
