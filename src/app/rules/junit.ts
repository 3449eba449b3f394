import { escapeMarkup } from "../../lib/index.ts";
import type { ToldTests } from "./test.ts";

/** Test results as JUnit XML, one suite a file, in the form that CI services read (testsuites, testsuite, testcase, failure). */
export function junitXml({ results }: ToldTests): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const suites = [...Map.groupBy(results, ({ path }) => path)].map(([path, cases]) => {
    const failures = cases.filter(({ passed }) => !passed).length;
    const lines = cases.map(({ name, rule, passed, faults }) => {
      const open = `    <testcase name="${xml(name)}" classname="${xml(rule)}" file="${xml(path)}"`;
      if (passed) return `${open}/>`;
      return `${open}>\n      <failure message="${xml(faults[0] ?? "")}">${xml(faults.join("\n"))}</failure>\n    </testcase>`;
    });
    return `  <testsuite name="${xml(path)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">\n${lines.join("\n")}\n  </testsuite>`;
  });
  const head = `<testsuites name="meridian rules test" tests="${results.length}" failures="${failed}" errors="0">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${[head, ...suites].join("\n")}\n</testsuites>\n`;
}

/** An attribute would turn line ends and tabs into blanks (XML 1.0 §3.3.3). */
function xml(text: string): string {
  return escapeMarkup(text).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}
