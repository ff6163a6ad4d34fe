// What is loaded only when it is needed. It shares no code with what is loaded at first: that would make a third file.
export { endIfBodiless } from "./bodiless.ts";
export { readRefusal } from "./refusal.ts";
export { warn } from "./warnings.ts";
