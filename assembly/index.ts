export { begin, reserve } from "./memory";
