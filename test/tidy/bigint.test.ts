import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { ROOT } from "./tree.ts";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  types: [],
};
const MAY_READ_DECIMAL = "src/lib/decimal.ts";

/** Where BigInt() is given text or something unknown: it takes "", " 7 " and "0x1f" for numbers. */
function bigintsOfText(program: ts.Program, isOurs: (path: string) => boolean): string[] {
  const checker = program.getTypeChecker();
  const found: string[] = [];
  const visit = (file: ts.SourceFile, node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(file) === "BigInt" && node.arguments[0] !== undefined) {
      const { flags } = checker.getBaseTypeOfLiteralType(checker.getTypeAtLocation(node.arguments[0]));
      const harmless = (flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike)) !== 0;
      if (!harmless) found.push(`${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`);
    }
    node.forEachChild((child) => visit(file, child));
  };
  for (const file of program.getSourceFiles()) if (isOurs(file.fileName)) visit(file, file);
  return found;
}

test("BigInt() never reads text: parseUint64() from src/lib does", () => {
  const configuration = ts.readConfigFile(join(ROOT, "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { fileNames } = ts.parseJsonConfigFileContent(configuration.config, ts.sys, ROOT);
  const sources = fileNames.filter((path) => path.includes("/src/") && !path.endsWith(".test.ts"));
  assert.ok(sources.length > 50, "the tree is here");
  const program = ts.createProgram(sources, OPTIONS);
  const found = bigintsOfText(program, (path) => sources.includes(path) && !path.endsWith(MAY_READ_DECIMAL));
  assert.deepEqual(found, []);
});

test("canary: BigInt(text) and BigInt(unknown) are found, BigInt(number) is not", () => {
  const text =
    "declare const text: string;\ndeclare const what: any;\nBigInt(text);\nBigInt(what);\nBigInt(text.length);\nBigInt(7);\n";
  const host = ts.createCompilerHost(OPTIONS);
  const fromDisk = ts.createCompilerHost(OPTIONS);
  host.getSourceFile = (name, options) =>
    name === "planted.ts" ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2024) : fromDisk.getSourceFile(name, options);
  const program = ts.createProgram(["planted.ts"], OPTIONS, host);
  assert.deepEqual(
    bigintsOfText(program, (path) => path === "planted.ts"),
    ["planted.ts:3", "planted.ts:4"],
  );
});
