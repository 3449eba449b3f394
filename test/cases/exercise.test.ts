// A case on the recorded exercise, from its sealed records to what came of it, held against what was really done there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { readGroundTruth } from "../recordings/recordings.ts";
import { runMeridian, temporaryFolder } from "../support/run-meridian.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/damage.md"), "utf8");
const [SENSORS = ""] = /(?<=```json\n)\[[\s\S]*?\n\](?=\n```)/.exec(PAGE) ?? [];
/** The commands of the page as a shell reads them, from `meridian case damage` on. */
const MEASURES = [...PAGE.matchAll(/^meridian case damage CASE .*--query(?:.*\\\n)+.*$/gm)].map(([command]) => command);

/** Some twelve commands, each on the whole exercise. */
const skip = process.env["MERIDIAN_SOAK"] === "1" ? false : "it takes 20 s; MERIDIAN_SOAK=1 runs it";

/** What an expression finds first; "" when it finds nothing. */
const first = (expression: RegExp, text: string) => expression.exec(text)?.at(-1) ?? "";

const HARM = `nouns:
  - { as: ticket, noun: record, place: { kept: elsewhere, title: Ticket, sha256: null, url: null }, origin: "party:Harbour Time Service" }
  - { as: seen, noun: observation, record: $ticket, text: no time was served }
  - { as: changed, noun: event, what: the clock source was changed, when: "WHEN" }
  - { noun: link, type: derives, from: $seen, to: $changed }
  - { as: partyA, noun: entity, kind: actor, name: Party A }
  - { as: who, noun: claim, kind: actor, level: machine, ask: Who changed it?, answers: [{ answer: Party A, entity: $partyA }] }
  - { as: stopped, noun: claim, kind: outcome, ask: Did the time service stop?, answers: ["yes"] }
  - { noun: link, type: causes, from: $changed, to: $stopped, causing: { gate: all, group: change } }
`;

/** The arguments of a command of the page, as a shell splits them. */
async function shellWords(command: string, folder: string): Promise<readonly string[]> {
  const script = `sensors='${SENSORS}'; meridian() { printf '%s\\0' "$@"; }; ${command.replace("$(cat sensors.json)", "$sensors")}`;
  const { stdout } = await promisify(execFile)("sh", ["-c", script], { cwd: folder, timeout: 5000 });
  return stdout.split("\0").slice(0, -1);
}

test("a case on the recorded exercise says what was done there, by which way, and what came of it", { skip }, async (context) => {
  const folder = await temporaryFolder(context);
  assert.equal((await runMeridian(["start", "--once", "--data", folder])).code, 0);
  const data = join(folder, "exercise");
  const run = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await runMeridian([...args, "--data", data]);
    assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const incident = first(/case-[0-9a-f]{12}/, await run("cases"));
  const opened = await run("case", "new", "--title", "Clocks", "--victim", "Harbour Time Service", "--incident", incident);
  const id = first(/^case-[0-9a-f]{12}/, opened);

  const route = await run("case", "route", id, "--to", "file=/etc/chrony/chrony.conf", "--enter");
  assert.match(
    route,
    /^[0-9a-f]{64} {2}claim {2}route\n(?:[0-9a-f]{64} {2}event {2}step\d+\n){40}and \d+ more nouns; --json lists them all\nstated in entry \d+\n$/,
  );

  const asked = await run("case", "claim", id, "--kind", "damage", "--ask", "What harm came?", "--answer", "yes");
  const harm = first(/[0-9a-f]{64}/, asked);
  assert.equal(MEASURES.length, 2);
  for (const command of MEASURES) {
    const words = await shellWords(command.replace("CASE", id).replace("NOUN", harm), folder);
    await run(...words.filter((word, at) => word !== "--data" && words[at - 1] !== "--data"));
  }

  const typed = readGroundTruth().stages.flatMap(({ actions }) => actions);
  const change = typed.find(({ command }) => command.startsWith("sudo sed -i") && command.endsWith("/etc/chrony/chrony.conf"));
  assert.ok(change !== undefined);
  const document = join(folder, "harm.yaml");
  await writeFile(document, HARM.replace("WHEN", change.at));
  const entered = await run("case", "add", id, document);
  const named = (as: string) => first(new RegExp(`^([0-9a-f]{64}) .* ${as}$`, "m"), entered);
  await run(
    "case",
    "link",
    id,
    named("seen"),
    named("who"),
    "--type",
    "bears-on",
    "--weight",
    "Party A:1,2,3",
    "--why",
    "its address",
  );

  const [who, why, timeline] = [await run("case", "who", id), await run("case", "why", id), await run("case", "timeline", id)];
  const damage = await run("case", "damage", id, "--rerun");
  // A link of unknown reliability names nobody.
  assert.match(who, /Who changed it\?[\s\S]*Unknown: /);
  assert.match(why, /the clock source was changed/);
  assert.match(damage, /downtime 22\.466 \[18\.472 … 28\.428\] s, measured/);
  assert.match(damage, /clock-error 350\.0\d\d .*measured/);
  // The way that the ground truth names: from the jump host by a stolen key, then the change.
  assert.ok(timeline.includes("replaces file /etc/chrony/chrony.conf on hts-time1"));
  assert.match(timeline, new RegExp(`${change.at.slice(0, 18)}.*the clock source was changed`));
});
