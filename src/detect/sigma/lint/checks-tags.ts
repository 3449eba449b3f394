import { nearest } from "../nearest-word.ts";
import { type Check, quoted, type Scene, type Subject } from "./check.ts";
import { type PlacedText, repeated, textsAt } from "./words.ts";

/** Namespaces of the tags appendix 2.1. */
const NAMESPACES = ["attack", "car", "cve", "d3fend", "detection", "stp", "tlp"];

/**
 * Tactics of ATT&CK (enterprise, ICS and mobile, up to v19, which split defense-evasion in two), as tags name them. Old names stay: rules that
 * carry them are right for the version that they were written for.
 */
const TACTICS = [
  ..."reconnaissance resource-development initial-access execution persistence privilege-escalation defense-evasion".split(" "),
  ..."stealth defense-impairment credential-access discovery lateral-movement collection command-and-control exfiltration".split(
    " ",
  ),
  ..."impact evasion inhibit-response-function impair-process-control network-effects remote-service-effects".split(" "),
];
const ATTACK_ID = /^(t\d{4}(\.\d{3})?|g\d{4}|s\d{4}|ds\d{4}|m\d{4}|a\d{4}|c\d{4}|dc\d{4}|det\d{4}|an\d{4})$/;

const TLP = ["red", "amber", "amber-strict", "green", "clear", "white"];
const KINDS = ["dfir", "emerging-threats", "threat-hunting"];

/** A check of the part behind the namespace. */
function within(namespace: string, look: (rest: string) => string | undefined): Check["find"] {
  return function* ({ tree }) {
    for (const { text, place } of textsAt(tree, "tags")) {
      const message = text.startsWith(`${namespace}.`) ? look(text.slice(namespace.length + 1)) : undefined;
      if (message !== undefined) yield { place, message };
    }
  };
}

function expects(namespace: string, pattern: RegExp, expected: string): Check["find"] {
  return within(namespace, (rest) =>
    pattern.test(rest) ? undefined : `${quoted(`${namespace}.${rest}`)}: expected ${namespace}.${expected}`,
  );
}

function oneOf(namespace: string, words: readonly string[]): Check["find"] {
  return within(namespace, (rest) =>
    words.includes(rest) ? undefined : `${quoted(`${namespace}.${rest}`)}: expected one of ${words.join(", ")}`,
  );
}

function* shapeless({ tree }: Subject): Iterable<{ place: PlacedText["place"]; message: string }> {
  for (const { text, place } of textsAt(tree, "tags"))
    if (!/^[^.\s]+\.\S+$/.test(text))
      yield { place, message: `${quoted(text)} is no tag: expected namespace.name without blanks` };
}

function* foreign({ tree }: Subject, { namespaces }: Scene): Iterable<{ place: PlacedText["place"]; message: string }> {
  for (const { text, place } of textsAt(tree, "tags")) {
    const [namespace = "", rest] = text.split(".", 2);
    if (rest === undefined || NAMESPACES.includes(namespace) || namespaces.has(namespace)) continue;
    const meant = nearest(namespace, NAMESPACES);
    yield { place, message: `nobody knows the namespace "${namespace}"${meant === undefined ? "" : `; is "${meant}" meant?`}` };
  }
}

/** Tags (Sigma tags appendix 2.1). */
export const TAG_CHECKS: readonly Check[] = [
  {
    name: "tag-shapeless",
    severity: "warning",
    about: "A tag is not written `namespace.name`, so no tool can sort by it.",
    example: "tags: [execution]",
    find: shapeless,
  },
  {
    name: "tag-namespace-unknown",
    severity: "warning",
    about: `The namespace is none of ${NAMESPACES.join(", ")}. Your own ones go into the settings under \`namespaces\`.`,
    example: "tags: [atack.t1059]",
    find: foreign,
  },
  {
    name: "tag-attack-case",
    severity: "warning",
    about: "An ATT&CK tag has capital letters; the appendix writes them small, and many tools compare them as they are.",
    example: "tags: [attack.T1059]",
    find: within("attack", (rest) => (rest === rest.toLowerCase() ? undefined : `write "attack.${rest.toLowerCase()}"`)),
  },
  {
    name: "tag-attack-underscore",
    severity: "warning",
    about: "A tactic is written with underscores, as before Sigma 2; it is written with hyphens.",
    example: "tags: [attack.lateral_movement]",
    find: within("attack", (rest) => {
      const hyphened = rest.toLowerCase().replaceAll("_", "-");
      return rest.includes("_") && TACTICS.includes(hyphened) ? `write "attack.${hyphened}"` : undefined;
    }),
  },
  {
    name: "tag-attack-unknown",
    severity: "warning",
    about:
      "An ATT&CK tag is neither an id (t1059, t1059.001, g0007, s0002, ds0009, m1013, …) nor a tactic, so coverage does not count it.",
    example: "tags: [attack.t105]",
    find: within("attack", (rest) => {
      const plain = rest.toLowerCase().replaceAll("_", "-");
      if (ATTACK_ID.test(plain) || TACTICS.includes(plain)) return undefined;
      const meant = nearest(plain, TACTICS);
      return `${quoted(`attack.${rest}`)} is neither an id nor a tactic${meant === undefined ? "" : `; is "attack.${meant}" meant?`}`;
    }),
  },
  {
    name: "tag-cve-malformed",
    severity: "warning",
    about: "A CVE tag is not written `cve.YEAR-NUMBER`.",
    example: "tags: [cve.44228]",
    find: expects("cve", /^\d{4}[-.]\d{4,}$/, "YEAR-NUMBER such as cve.2021-44228"),
  },
  {
    name: "tag-car-malformed",
    severity: "warning",
    about: "A CAR tag is not written `car.YEAR-MONTH-NUMBER`.",
    example: "tags: [car.2016]",
    find: expects("car", /^\d{4}-\d{2}-\d{3}$/, "YEAR-MONTH-NUMBER such as car.2016-04-005"),
  },
  {
    name: "tag-d3fend-malformed",
    severity: "warning",
    about: "A D3FEND tag is neither `d3fend.d3-…`, `d3fend.d3f-…` nor one of its tactics.",
    example: "tags: [d3fend.process]",
    find: expects(
      "d3fend",
      /^(d3-[A-Za-z]+|d3f-[A-Za-z]+|model|harden|detect|isolate|deceive|evict|restore)$/,
      "d3-…, d3f-… or a tactic",
    ),
  },
  {
    name: "tag-detection-unknown",
    severity: "warning",
    about: `The tag in \`detection\` is none of ${KINDS.join(", ")}.`,
    example: "tags: [detection.hunting]",
    find: oneOf("detection", KINDS),
  },
  {
    name: "tag-stp-malformed",
    severity: "warning",
    about: "A Summiting-the-Pyramid tag is not 1 to 5, with or without a, u or k.",
    example: "tags: [stp.6x]",
    find: expects("stp", /^[1-5][auk]?$/, "1 to 5, with or without a, u or k"),
  },
  {
    name: "tag-tlp-unknown",
    severity: "warning",
    about: `The tag in \`tlp\` is none of ${TLP.join(", ")}.`,
    example: "tags: [tlp.yellow]",
    find: oneOf("tlp", TLP),
  },
  {
    name: "tag-twice",
    severity: "warning",
    about: "A tag stands twice.",
    example: "tags: [attack.t1059, attack.t1059]",
    *find({ tree }) {
      for (const { text, place } of repeated(textsAt(tree, "tags"), (same) => same.toLowerCase()))
        yield { place, message: `${quoted(text)} stands above already` };
    },
  },
];
