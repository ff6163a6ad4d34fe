import { crowd } from "./crowd/crowd.ts";
import { cuts } from "./cuts/cuts.ts";
import { flood } from "./flood/flood.ts";
import { fuzz } from "./fuzz/fuzz.ts";
import { hostile } from "./hostile/hostile.ts";
import { killed } from "./killed/killed.ts";
import { memory } from "./memory/memory.ts";
import { neighbours } from "./neighbours/neighbours.ts";
import { perform, type Scenario } from "./scenario.ts";

/** A scenario that can run in either size. */
export interface Performance {
  readonly name: string;
  /** Rejects with what does not hold. */
  run(form: "long" | "short", seed: number): Promise<void>;
}

function performance<Size>(scenario: Scenario<Size>): Performance {
  return { name: scenario.name, run: (form, seed) => perform(scenario, scenario[form], { seed }) };
}

/** All scenarios, the fastest first. */
export const performances: readonly Performance[] = [
  performance(hostile),
  performance(cuts),
  performance(crowd),
  performance(killed),
  performance(memory),
  performance(neighbours),
  performance(fuzz),
  performance(flood),
];
