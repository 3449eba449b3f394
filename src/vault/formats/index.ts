export { describeContent } from "./describe.ts";
export { type ContentDescription, type DescribePorts, type Format, GunzipFault } from "./description.ts";
