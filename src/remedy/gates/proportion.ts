import type { Gate, LawText } from "../../model/index.ts";
import { sparedIn } from "../catalogue/forbidden.ts";
import type { Option } from "../catalogue/option.ts";
import type { Drawn, RemedyInput } from "../input.ts";
import { dayAfter } from "./days.ts";
import { foldName } from "./names.ts";
import { said } from "./words.ts";

/** How far an option reaches against how far the incident did. Nothing measured: only what reaches nobody. */
export function scaleGate({ effects }: Pick<Option, "effects">, { incidentBand }: RemedyInput): Gate {
  const band = measuredBand(incidentBand);
  const open = effects.maxBand <= (band ?? 0);
  return {
    gate: "scale",
    id: "",
    open,
    asks: said(
      `It may reach to band ${effects.maxBand}, and the incident's must not be lower`,
      `措施最高级别为${effects.maxBand}，不得高于事件级别`,
    ),
    has: band === null ? said("No damage is measured", "损害尚未量化") : said(`Incident: band ${band}`, `事件级别：${band}`),
    opener: open
      ? null
      : said("Damage that is measured and reaches that band; or a smaller answer", "经量化的损害达到该级别；或改用较轻措施"),
  };
}

function measuredBand(band: number | null): number | null {
  return band !== null && Number.isInteger(band) && band >= 0 && band <= 5 ? band : null;
}

/** Whom it spares, and which sector it touches. Sparing people comes first: the same sector opens nothing that touches an essential service. */
export function touchGates(id: string, option: Option, input: RemedyInput): readonly Gate[] {
  if (option.effects.touches === "nobody") return [civiliansUntouched()];
  const drawn = input.drawn.filter((drawing) => drawing.option === id);
  return [civiliansGate(drawn, option, input), sectorGate(drawn, input)];
}

const SPARES = said("No civilians and no service that people live by", "不得影响平民，不得影响基本民生服务");

function civiliansUntouched(): Gate {
  return { gate: "civilians", id: "", open: true, asks: SPARES, has: said("It touches nobody", "不触及任何人"), opener: null };
}

function civiliansGate(drawn: readonly Drawn[], { gates }: Option, { actor }: RemedyInput): Gate {
  // Where nobody need be shown as the actor, nobody is aimed at.
  const has = civilianFault(drawn, gates.actor === null ? null : foldName(actor.name ?? ""));
  return {
    gate: "civilians",
    id: "",
    open: has === null,
    asks: SPARES,
    has: has ?? said("Drawn so that it touches none", "拟定方案不触及上述对象"),
    opener:
      has === null ? null : said("A draft by a named person that touches none of them", "由署名人员拟定不触及上述对象的方案"),
  };
}

function civilianFault(drawn: readonly Drawn[], aim: string | null): LawText | null {
  if (drawn.length === 0) return said("Nobody has said what it would touch", "无人说明其将触及何人何物");
  if (drawn.some(({ by }) => by.trim() === "")) return said("Drawn by nobody in person", "方案未署名");
  if (aim !== null && drawn.some(({ against }) => foldName(against) === "" || foldName(against) !== aim))
    return said("Aimed at somebody else than who is shown", "所针对者并非已查明的行为体");
  if (drawn.some((drawing) => essentialIn(drawing).length > 0))
    return said("It touches a service that people live by", "触及基本民生服务");
  if (drawn.some(({ civilians }) => civilians === null))
    return said("Nobody has looked at what it does to civilians", "对平民的影响尚未查明");
  return drawn.some(({ civilians }) => civilians !== false) ? said("It touches civilians", "触及平民") : null;
}

/** What it touches that must be spared: what its author says, and sectors that are such by their name. */
function essentialIn({ essential, sectors }: Drawn): readonly string[] {
  return [...essential, ...sectors.filter((sector) => sparedIn(sector) !== null)];
}

function sectorGate(drawn: readonly Drawn[], { sectors }: RemedyInput): Gate {
  const hurt = new Set(sectors.map(foldName));
  const isSame = (drawing: Drawn) => drawing.sectors.length > 0 && drawing.sectors.map(foldName).every((s) => hurt.has(s));
  const isReasoned = (drawing: Drawn) => drawing.sectors.length > 0 && drawing.why.trim() !== "";
  const open = drawn.length > 0 && drawn.every((drawing) => isSame(drawing) || isReasoned(drawing));
  return {
    gate: "sector",
    id: "",
    open,
    asks: said("The sector that was hurt, or reasons for another", "以受害部门为先，另选部门须说明理由"),
    has: sectorWords(drawn.length > 0, drawn.every(isSame), open),
    opener: open ? null : said("A draft within the same sector, or reasons for another", "限于同一部门的方案，或另选部门的理由"),
  };
}

function sectorWords(isDrawn: boolean, isSame: boolean, isReasoned: boolean): LawText {
  if (!isDrawn) return said("Not drawn up", "未拟定方案");
  if (isSame) return said("The same sector", "同一部门");
  return isReasoned
    ? said("Another sector, with reasons", "另一部门，附理由")
    : said("Another sector, without reasons", "另一部门，未附理由");
}

/** When it would end by itself, and what is asked on each day until then. Told, and never a bar. */
export function sunsetGate({ effects }: Pick<Option, "effects">, { asOf }: RemedyInput): Gate {
  const until = dayAfter(asOf, effects.sunsetDays);
  return {
    gate: "sunset",
    id: "",
    open: true,
    asks: said(`It ends by itself after ${effects.sunsetDays} days`, `${effects.sunsetDays}日后自动失效`),
    has: said(
      `Decided today it would end on ${until}; each day asks: still justified?`,
      `如今日决定，${until}失效；每日自问：是否仍属正当？`,
    ),
    opener: null,
  };
}
