export { decide, hashOf, walk, walkText } from "./automaton";
export { addRequired, addRouting, quiet, reserveColumns } from "./judged";
export { anyLiteral } from "./literals";
export { begin, reserve } from "./memory";
export { beginScan, handed, input, scan, setSeed } from "./scan";
