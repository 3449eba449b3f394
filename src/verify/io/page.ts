import { explainError } from "../../lib/index.ts";
import { parseTrustPolicy, type TrustPolicy } from "../../merkle/index.ts";
import { ed25519Available, webChecks } from "../checks.ts";
import type { FileSource } from "../files.ts";
import { reportParts } from "../format-report.ts";
import type { ReportPart } from "../report-part.ts";
import { verifyDossier } from "../verify-dossier.ts";
import { type PageElement, pageDocument } from "./dom.ts";
import { droppedFiles, selectedFiles } from "./selected.ts";

// The one script of meridian-verify.html and of every dossier's page: it checks a folder that the reader selects, and nothing leaves
// the page. Elements: #folder (the picker), #drop (where to drop), #report (the answer), #trust (a trust file, only in the verifier).

const page = pageDocument();

function show(...children: readonly PageElement[]): void {
  page.getElementById("report")?.replaceChildren(...children);
}

function element(tag: string, text: string, className = ""): PageElement {
  const made = page.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

function heading({ question, word, bad }: ReportPart): PageElement {
  const made = element("h3", question);
  made.append(" ", element("span", word, bad ? "word bad" : "word"));
  return made;
}

function listOf(lines: readonly string[]): PageElement {
  const made = page.createElement("ul");
  made.append(...lines.map((line) => element("li", line)));
  return made;
}

async function readTrust(): Promise<TrustPolicy | undefined> {
  const file = page.getElementById("trust")?.files?.[0];
  if (file === undefined) return undefined;
  const policy = parseTrustPolicy(await file.text());
  if (!policy.ok) throw new Error(`trust file line ${policy.fault.line}: expected ${policy.fault.expected}`);
  return policy.value;
}

async function check(source: FileSource): Promise<void> {
  show(element("p", "Checking …"));
  const trust = await readTrust();
  const report = await verifyDossier(source, webChecks, trust === undefined ? {} : { trust });
  const { case: id, title, ledger, ledgerSize, exercise } = report.dossier;
  const labels = [`${id ?? "No case that holds"}${title === null ? "" : `: ${title}`}`];
  if (ledger !== null) labels.push(`Ledger ${ledger} at size ${ledgerSize}.`);
  if (exercise) labels.push("Recorded exercise with invented parties.");
  const parts = reportParts(report).flatMap((part) => [heading(part), listOf(part.lines)]);
  show(...labels.map((label) => element("p", label)), ...parts);
}

function run(work: Promise<void>): void {
  work.catch((error: unknown) => show(element("p", `Nothing was checked: ${explainError(error)}`, "bad")));
}

async function dropped(items: Parameters<typeof droppedFiles>[0]): Promise<void> {
  const source = await droppedFiles(items);
  if (source === undefined) throw new Error("expected one folder, the dossier's");
  await check(source);
}

async function start(): Promise<void> {
  const folder = page.getElementById("folder");
  const drop = page.getElementById("drop");
  if (folder === null || drop === null) return;
  if (!(await ed25519Available())) {
    show(
      element(
        "p",
        "This browser cannot verify Ed25519 signatures with WebCrypto, so nothing was checked. Use a newer browser, or the command-line verifier.",
        "bad",
      ),
    );
    return;
  }
  folder.disabled = false;
  folder.addEventListener("change", () => {
    if (folder.files && folder.files.length > 0) run(check(selectedFiles(folder.files)));
  });
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer) run(dropped(event.dataTransfer.items));
  });
}

run(start());
