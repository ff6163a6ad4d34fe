import type { Check } from "./check.ts";
import { eventsQueryApplicationHttpChecks } from "./events-query/application-http.ts";
import { eventsQueryAttackChecks } from "./events-query/attack.ts";
import { eventsQueryConditionalChecks } from "./events-query/conditional.ts";
import { eventsQueryContainerChecks } from "./events-query/container.ts";
import { eventsQueryCrossOriginChecks } from "./events-query/cross-origin.ts";
import { eventsQueryDeltaChecks } from "./events-query/delta.ts";
import { eventsQueryDiscoveryChecks } from "./events-query/discovery.ts";
import { eventsQueryDurationChecks } from "./events-query/duration.ts";
import { eventsQueryEncapsulationChecks } from "./events-query/encapsulation.ts";
import { eventsQueryEndChecks } from "./events-query/end.ts";
import { eventsQueryFormChecks } from "./events-query/form.ts";
import { eventsQueryJsonSeqChecks } from "./events-query/json-seq.ts";
import { eventsQueryModelChecks } from "./events-query/model.ts";
import { eventsQueryMultipartChecks } from "./events-query/multipart.ts";
import { eventsQueryNegotiationChecks } from "./events-query/negotiation.ts";
import { eventsQueryNoResumeChecks } from "./events-query/no-resume.ts";
import { eventsQueryOrderChecks } from "./events-query/order.ts";
import { eventsQueryRefusalChecks } from "./events-query/refusal.ts";
import { eventsQueryRepresentationChecks } from "./events-query/representation.ts";
import { eventsQueryRequestChecks } from "./events-query/request.ts";
import { eventsQueryResumeChecks } from "./events-query/resume.ts";
import { eventsQuerySingleChecks } from "./events-query/single.ts";
import { eventsQueryStreamChecks } from "./events-query/stream.ts";
import { eventsQueryYamlChecks } from "./events-query/yaml.ts";
import { prepAcceptEventsChecks } from "./prep/accept-events.ts";
import { prepAcceptFieldChecks } from "./prep/accept-field.ts";
import { prepActivityStreamsChecks } from "./prep/activity-streams.ts";
import { prepBodyChecks } from "./prep/body.ts";
import { prepBoundaryChecks } from "./prep/boundary.ts";
import { prepContainerChecks } from "./prep/container.ts";
import { prepDeltaChecks } from "./prep/delta.ts";
import { prepDiscoveryChecks } from "./prep/discovery.ts";
import { prepHeadChecks } from "./prep/head.ts";
import { prepJsonChecks } from "./prep/json.ts";
import { prepMessageChecks } from "./prep/message.ts";
import { prepMethodChecks } from "./prep/methods.ts";
import { prepNotificationChecks } from "./prep/notification.ts";
import { prepOptOutChecks } from "./prep/opt-out.ts";
import { prepOrderChecks } from "./prep/order.ts";
import { prepRefusalChecks } from "./prep/refusal.ts";
import { prepResumeChecks } from "./prep/resume.ts";
import { prepStreamChecks } from "./prep/stream.ts";
import { prepTerminationChecks } from "./prep/termination.ts";

/** The checks of PREP. */
export const prepChecks: readonly Check[] = [
  ...prepDiscoveryChecks,
  ...prepStreamChecks,
  ...prepAcceptEventsChecks,
  ...prepAcceptFieldChecks,
  ...prepMethodChecks,
  ...prepRefusalChecks,
  ...prepHeadChecks,
  ...prepBodyChecks,
  ...prepOptOutChecks,
  ...prepResumeChecks,
  ...prepNotificationChecks,
  ...prepMessageChecks,
  ...prepDeltaChecks,
  ...prepContainerChecks,
  ...prepOrderChecks,
  ...prepJsonChecks,
  ...prepActivityStreamsChecks,
  ...prepBoundaryChecks,
  ...prepTerminationChecks,
];

/** The checks of HTTP Events Query. */
export const eventsQueryChecks: readonly Check[] = [
  ...eventsQueryDiscoveryChecks,
  ...eventsQueryRequestChecks,
  ...eventsQueryRefusalChecks,
  ...eventsQueryStreamChecks,
  ...eventsQueryEncapsulationChecks,
  ...eventsQueryMultipartChecks,
  ...eventsQueryApplicationHttpChecks,
  ...eventsQueryJsonSeqChecks,
  ...eventsQueryNegotiationChecks,
  ...eventsQueryModelChecks,
  ...eventsQueryYamlChecks,
  ...eventsQueryDurationChecks,
  ...eventsQueryEndChecks,
  ...eventsQuerySingleChecks,
  ...eventsQueryRepresentationChecks,
  ...eventsQueryConditionalChecks,
  ...eventsQueryFormChecks,
  ...eventsQueryDeltaChecks,
  ...eventsQueryContainerChecks,
  ...eventsQueryResumeChecks,
  ...eventsQueryNoResumeChecks,
  ...eventsQueryOrderChecks,
  ...eventsQueryAttackChecks,
  ...eventsQueryCrossOriginChecks,
];

/** All checks of the suite, in the order of results. */
export const allChecks: readonly Check[] = [...prepChecks, ...eventsQueryChecks];
