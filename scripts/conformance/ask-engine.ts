import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { parseJsonText } from "./json-text.ts";
import { questionLine } from "./judge.ts";
import type { Answer, Vector } from "./vector.ts";

/** What an engine did that is no answer; the message says what, and on which line. */
export class EngineError extends Error {}

const SHOWN_UNITS_MAX = 200;

/**
 * Runs a program, gives it a question a line, and reads an answer a line. A question without an answer is unsupported. Throws EngineError
 * for a line that is no answer to a question, and for a program that ends with another code than 0.
 */
export async function askEngine(command: string, vectors: readonly Vector[]): Promise<readonly Answer[]> {
  const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "close") as Promise<[code: number | null, signal: string | null]>;
  child.stdin.on("error", () => undefined); // an engine that ends before it has read everything is told by its exit code
  child.stdin.end(vectors.map((vector) => `${questionLine(vector)}\n`).join(""));
  const asked = new Set(vectors.map(({ id }) => id));
  const answers = new Map<string, Answer>();
  let line = 0;
  for await (const text of createInterface({ input: child.stdout })) {
    line++;
    const answer = answerOf(text);
    if (answer === undefined || !asked.has(answer.id))
      throw new EngineError(`line ${line} of the engine answers no question: ${text.slice(0, SHOWN_UNITS_MAX)}`);
    answers.set(answer.id, answer);
  }
  const [code, signal] = await ended;
  if (code !== 0)
    throw new EngineError(`the engine ended with ${signal ?? `code ${code}`} after ${line} of ${vectors.length} answers`);
  return vectors.map(({ id }) => answers.get(id) ?? { id, unsupported: "no answer" });
}

function answerOf(text: string): Answer | undefined {
  let read: unknown;
  try {
    read = parseJsonText(text);
  } catch {
    return undefined; // no JSON: the caller shows the line
  }
  return isAnswer(read) ? read : undefined;
}

function isAnswer(read: unknown): read is Answer {
  if (typeof read !== "object" || read === null || !("id" in read) || typeof read.id !== "string") return false;
  if ("alerts" in read) return Array.isArray(read.alerts);
  return (
    ("refused" in read && typeof read.refused === "string") || ("unsupported" in read && typeof read.unsupported === "string")
  );
}
