import { type Sha256, toHex, utf8 } from "../../../lib/index.ts";
import type { Digest } from "../../../model/index.ts";
import type { DetectionRule } from "../ast.ts";
import { noteOn, type RuleOrigin, refusedBy } from "../origin.ts";
import type { Amendment, FilterDialect, RefusedRule } from "../rules.ts";
import { filtered, isMeant, takesIn } from "./apply-filter.ts";
import { DIALECT_KEY, type Filter } from "./parse-filter.ts";

/** A filter document that parsed. */
export type FilterDocument = { readonly kind: "filter"; readonly origin: RuleOrigin; readonly filter: Filter };
/** A document that says the dialect of all filters that do not. */
export type DialectDocument = { readonly kind: "dialect"; readonly origin: RuleOrigin; readonly dialect: FilterDialect };

type Ready = { readonly filter: Filter; readonly dialect: FilterDialect; readonly amendments: readonly Amendment[] };

/** The filters of a load that can be used. */
export class Filters {
  readonly refused: RefusedRule[] = [];
  readonly #ready: { readonly document: FilterDocument; readonly use: Ready; met: number }[] = [];

  constructor(
    filters: readonly FilterDocument[],
    declared: readonly DialectDocument[],
    option: FilterDialect | undefined,
    sha256: Sha256,
  ) {
    const stated = this.#stated(declared) ?? (option === undefined ? undefined : dialectAmendment(option, sha256));
    const seen = new Set<string>();
    for (const document of filters) {
      const use = ready(document, stated);
      const id = document.filter.ref.id;
      if (use === undefined) this.refused.push(refusedBy(document.origin, NO_DIALECT, document.filter.place));
      else if (seen.has(id)) this.refused.push(refusedBy(document.origin, { reason: "id used twice", detail: id }));
      else this.#ready.push({ document, use, met: 0 });
      seen.add(id);
    }
  }

  /** The rule with all filters that are meant for it, and their documents. */
  apply(rule: DetectionRule): { readonly rule: DetectionRule; readonly amendments: readonly Amendment[] } {
    const met = this.#ready.filter(({ use }) => isMeant(use.filter, rule));
    for (const each of met) each.met++;
    return {
      rule: met.reduce((made, { use }) => filtered(made, use.filter, use.dialect), rule),
      amendments: met.flatMap(({ use }) => use.amendments),
    };
  }

  /** To be asked after all rules: filters that met no rule are refused, and names that met none are noted. */
  unmet(rules: readonly DetectionRule[]): { readonly refused: readonly RefusedRule[]; readonly notes: readonly RefusedRule[] } {
    const refused = this.#ready
      .filter(({ met }) => met === 0)
      .map(({ document: { origin, filter } }) =>
        refusedBy(origin, { reason: "filter meets no rule", detail: why(filter, rules) }, filter.place),
      );
    const byName = Map.groupBy(
      rules.flatMap((rule) => [rule.ref.id, rule.name].flatMap((name) => (name === null ? [] : [{ name, rule }]))),
      ({ name }) => name,
    );
    const notes = this.#ready
      .filter(({ met }) => met > 0)
      .flatMap(({ document: { origin, filter } }) =>
        (filter.rules ?? []).flatMap((name) => {
          const named = byName.get(name) ?? [];
          if (named.some(({ rule }) => takesIn(filter.logsource, rule.logsource))) return [];
          const detail = named.length === 0 ? `${name} is not loaded` : `${name} is of another log source`;
          return [noteOn(origin, { reason: "filter names a rule that it does not meet", detail })];
        }),
      );
    return { refused, notes };
  }

  /** The dialect that documents declare; one that disagrees with the first is refused. */
  #stated(declared: readonly DialectDocument[]): { dialect: FilterDialect; amendment: Amendment } | undefined {
    const [first] = declared;
    if (first === undefined) return undefined;
    for (const other of declared)
      if (other.dialect !== first.dialect)
        this.refused.push(
          refusedBy(other.origin, {
            reason: `${DIALECT_KEY} stated twice`,
            detail: `${first.origin.path} says ${first.dialect}`,
          }),
        );
    const { digest, document } = first.origin;
    return {
      dialect: first.dialect,
      amendment: { kind: "dialect", title: `${DIALECT_KEY}: ${first.dialect}`, digest, document },
    };
  }
}

const NO_DIALECT = {
  reason: "filter without a dialect",
  detail:
    `by the specification's example the condition describes what to suppress, for pySigma what must hold; write "${DIALECT_KEY}: suppress" or ` +
    `"${DIALECT_KEY}: require" into the filter, into a document of its own for all filters, or load with that dialect`,
};

function ready(
  { origin, filter }: FilterDocument,
  stated: { dialect: FilterDialect; amendment: Amendment } | undefined,
): Ready | undefined {
  const own: Amendment = { kind: "filter", title: filter.ref.title, digest: origin.digest, document: origin.document };
  if (filter.dialect !== null) return { filter, dialect: filter.dialect, amendments: [own] };
  return stated && { filter, dialect: stated.dialect, amendments: [own, stated.amendment] };
}

/** The document that stands for a dialect which the caller stated, so that a detection can be run again from documents alone. */
function dialectAmendment(dialect: FilterDialect, sha256: Sha256): { dialect: FilterDialect; amendment: Amendment } {
  const title = `${DIALECT_KEY}: ${dialect}`;
  const document = utf8(`${title}\n`);
  return { dialect, amendment: { kind: "dialect", title, digest: toHex(sha256(document)) as Digest, document } };
}

function why({ rules, logsource }: Filter, loaded: readonly DetectionRule[]): string {
  const parts = Object.entries(logsource).map(([part, text]) => `${part} ${text}`);
  if (rules === null) return `no rule is of ${parts.join(", ")}`;
  const known = new Set(loaded.flatMap(({ ref, name }) => [ref.id, name]));
  const [absent] = rules.filter((name) => !known.has(name));
  return absent === undefined
    ? `the rules that it names are not of ${parts.join(", ")}`
    : `${absent} is not loaded as a detection rule`;
}
