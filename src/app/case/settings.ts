import { DEFAULT_SETTINGS, FITTED_MODEL, type WeighSettings } from "../../case/index.ts";

const { naiveTemperature, provenance } = FITTED_MODEL;

/** How cases are weighed: the defaults, with the temperature that was fitted for sums of weights, and where from, as every verdict prints it. */
export const CASE_SETTINGS: WeighSettings = {
  ...DEFAULT_SETTINGS,
  temperature: {
    value: naiveTemperature,
    from: `fitted ${provenance.date} on public attributions, knowledge base ${provenance.knowledge.slice(0, 12)}; ${provenance.benchmark}`,
  },
};
