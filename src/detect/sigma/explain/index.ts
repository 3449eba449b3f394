export { explainCorrelation, type ToldCorrelation } from "./correlation.ts";
export { explainRule, nearnessOfRule, type ToldNode, type ToldPattern, type ToldRule } from "./tree.ts";
