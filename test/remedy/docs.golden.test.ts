import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { remedyLines, remedyOf } from "../../src/remedy/index.ts";
import { assertGolden } from "../support/golden.ts";
import { BOOK, CATALOGUE, input, ROOT, textOf, without } from "./world.ts";

const BEGIN = "<!-- gates: written by `npm run golden` -->\n";
const END = "<!-- /gates -->\n";

type Asked = { readonly standard: string; readonly sources: number } | null;
const evidence = (asked: Asked) => (asked === null ? "–" : `${asked.standard}${asked.sources > 1 ? ` ×${asked.sources}` : ""}`);

function row(id: string): string {
  const option = CATALOGUE.options[id] ?? assert.fail(id);
  const { gates, needs, effects, owed } = option;
  const marks = `${effects.touches === "drawn" ? " †" : ""}${owed === null ? "" : " ‡"}`;
  const isAny = gates.actor?.levels.length === 5;
  const levels = gates.actor === null || isAny ? "" : `, ${gates.actor.levels.join(" or ")}`;
  const others = [
    needs.review > 0 ? `review by ${needs.review}` : "",
    needs.replyDays === null ? "" : `reply ${needs.replyDays} d`,
    needs.noticeDays === null ? "" : `notice ${needs.noticeDays} d`,
  ].filter((part) => part !== "");
  const cells = [
    `${option.title.en} (\`${id}\`)${marks}`,
    option.class,
    evidence(gates.route),
    `${evidence(gates.actor)}${levels}`,
    evidence(gates.damage),
    option.requires.map((rule) => `\`${rule}\``).join(", ") || "–",
    others.join(", ") || "–",
    String(effects.maxBand),
    String(effects.sunsetDays),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

/** What is printed of one option that a named actor, a review in court and other parties' reviews are missing for. */
function example(): string {
  const given = input("organisation", without("remedy_available"));
  const value = { truth: "met", facts: false, law: false } as const;
  const element = BOOK.elements.get("remedy_available") ?? assert.fail();
  const routes = [{ kind: "legal_text", route: "open-record" }];
  const next = { rule: "remedy_available", element: "remedy_available", ask: element.item.ask, ifShown: value, ifRefuted: value };
  const lines = remedyLines(
    remedyOf([CATALOGUE], {
      ...given,
      assessed: { ...given.assessed, next: [{ ...next, settles: 1, routes }] },
      actor: { ...given.actor, standard: "preponderance", sources: ["lab"] },
      reviews: [],
    }),
    "en",
  );
  const from = lines.findIndex((line) => line.includes("[asset_freeze,"));
  const length = lines.slice(from + 1).findIndex((line) => /^ {0,2}\S/.test(line) || line === "");
  return `${lines.slice(from, from + 1 + length).join("\n")}\n`;
}

test("docs/remedy.md tells the gates of the catalogue that is shipped", () => {
  const page = textOf("docs/remedy.md");
  const [head, rest] = page.split(BEGIN);
  const tail = rest?.split(END)[1];
  assert.ok(head !== undefined && tail !== undefined, "the page has its marks");
  const table = [
    "| answer | class | route | actor | damage | rules that must be met | others | band | days |\n",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    ...Object.keys(CATALOGUE.options).map(row),
  ];
  const top = head.replace(/```\n[\s\S]*?```\n/, () => `\`\`\`\n${example()}\`\`\`\n`);
  assertGolden(join(ROOT, "docs/remedy.md"), `${top}${BEGIN}${table.join("")}${END}${tail}`);
});

test("docs/remedy.md explains every place in our own policy that the gates cite", () => {
  const page = textOf("docs/remedy.md");
  const places = [...BOOK.elements.values()].flatMap(({ pack, item }) => (pack === "remedy-gates" ? item.cite : []));
  for (const cite of places.filter((each) => each.startsWith("gate/"))) {
    const place = cite.slice("gate/".length);
    assert.match(page, /^\| /m);
    assert.ok(
      page.split("\n").some((line) => line.startsWith("| ") && (line.slice(2).split(" | ")[0] ?? "").split(", ").includes(place)),
      cite,
    );
  }
});
