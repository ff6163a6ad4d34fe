import type { Attack } from "./attack.ts";
import { behindAStream } from "./attacks/behind-a-stream.ts";
import { byteASecond, byteASecondOnHttp2 } from "./attacks/byte-a-second.ts";
import { connectAndLeave } from "./attacks/connect-and-leave.ts";
import { costlyContents } from "./attacks/costly-contents.ts";
import { forgedIds } from "./attacks/forged-ids.ts";
import { frameFlood } from "./attacks/frame-flood.ts";
import { halfOpen, halfOpenOnHttp2 } from "./attacks/half-open.ts";
import { headerFlood, headerFloodOnHttp2 } from "./attacks/header-flood.ts";
import { hugeDeltas } from "./attacks/huge-deltas.ts";
import { manyAudiences } from "./attacks/many-audiences.ts";
import { manySubscriptions } from "./attacks/many-subscriptions.ts";
import { oddTargets } from "./attacks/odd-targets.ts";
import { rapidReset } from "./attacks/rapid-reset.ts";
import { silencedContainer, silencedContainerOnHttp2 } from "./attacks/silenced-container.ts";
import { stalledRepresentation } from "./attacks/stalled-representation.ts";
import { unfinishedContents, unfinishedContentsOnHttp2 } from "./attacks/unfinished-contents.ts";
import { unreadAnswers } from "./attacks/unread-answers.ts";
import { zeroWindow } from "./attacks/zero-window.ts";

/** All attacks. */
export const attacks: readonly Attack[] = [
  unreadAnswers,
  zeroWindow,
  silencedContainer,
  silencedContainerOnHttp2,
  stalledRepresentation,
  byteASecond,
  byteASecondOnHttp2,
  behindAStream,
  unfinishedContents,
  unfinishedContentsOnHttp2,
  manyAudiences,
  manySubscriptions,
  costlyContents,
  connectAndLeave,
  rapidReset,
  oddTargets,
  hugeDeltas,
  forgedIds,
  halfOpen,
  halfOpenOnHttp2,
  headerFlood,
  headerFloodOnHttp2,
  frameFlood,
];
