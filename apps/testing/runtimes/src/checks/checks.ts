import type { Check } from "./check.ts";
import { delivery } from "./delivery.ts";
import { discovery } from "./discovery.ts";
import { draftSubscriptions } from "./draft-subscriptions.ts";
import { encapsulations } from "./encapsulations.ts";
import { http2 } from "./http2.ts";
import { prepClient } from "./prep-client.ts";
import { prepRequests } from "./prep-requests.ts";
import { prepStreams } from "./prep-streams.ts";
import { queryRefusals } from "./query-refusals.ts";
import { queryRequests } from "./query-requests.ts";

/** Everything that must hold on every server. */
export const checks: readonly Check[] = [
  ...discovery,
  ...prepStreams,
  ...prepRequests,
  ...prepClient,
  ...encapsulations,
  ...queryRequests,
  ...queryRefusals,
  ...draftSubscriptions,
  ...delivery,
  ...http2,
];
