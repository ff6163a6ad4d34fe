import { prepAnswers } from "./prep-answers.ts";
import { prepBroken } from "./prep-broken.ts";
import { prepOdd } from "./prep-odd.ts";
import { prepRagged } from "./prep-ragged.ts";
import { prepSound } from "./prep-sound.ts";
import { queryAnswers } from "./query-answers.ts";
import { queryBroken } from "./query-broken.ts";
import { queryRagged } from "./query-ragged.ts";
import { querySingle } from "./query-single.ts";
import { querySound } from "./query-sound.ts";
import type { Scenario } from "./scenario.ts";

/** All scenarios for clients, in the order of results. */
export const clientScenarios: readonly Scenario[] = [
  ...prepSound,
  ...prepAnswers,
  ...prepRagged,
  ...prepOdd,
  ...prepBroken,
  ...querySound,
  ...queryAnswers,
  ...querySingle,
  ...queryRagged,
  ...queryBroken,
];
