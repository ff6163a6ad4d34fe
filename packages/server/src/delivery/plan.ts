import type { Delta } from "../events/event.ts";
import type { Form } from "../events/forms/form.ts";
import type { ResponseFields } from "./sink.ts";

/** The protocols. */
export type Protocol = "prep" | "events-query";

/** How notifications follow one another in a body; with `single`, the body is one notification (EQ-SN-1). */
export type EncapsulationName = "digest" | "mixed" | "http" | "json-seq" | "single";

/** A form, and which deltas it is to tell. */
export interface ChosenForm {
  /** How notifications are rendered. */
  readonly form: Form;
  /** The media ranges of the wanted deltas, as in the parameter `delta`; `undefined`: none is wanted (PREP-MS-6). */
  readonly delta?: string | undefined;
}

/** An encapsulation with the form of what is in it (EQ-ST-3): they are chosen together. */
export interface Choice extends ChosenForm {
  /** How they follow one another. */
  readonly encapsulation: EncapsulationName;
}

/** What is common to the plans of both protocols. */
interface CommonPlan {
  /** The key of the resource. */
  readonly resource: string;
  /** Seconds until the response is ended (PREP-EV-4, EQ-EV-4). */
  readonly duration: number;
  /** The event to resume from, or `*`; as the client sent it. */
  readonly lastEventId?: string | undefined;
  /** Whether the client wants the representation. */
  readonly state: boolean;
  /** Whether events may be left out for the newest one where the client reads slowly, instead of cutting it off. */
  readonly latest: boolean;
}

/** What a GET with `Accept-Events: "prep"` is to be answered with. */
export interface PrepPlan extends CommonPlan {
  /** Tells the plans of the two protocols from one another. */
  readonly protocol: "prep";
  /** The form that was negotiated; notifications come as a digest (PREP-RS-5). */
  readonly choices: readonly [Choice];
  /** The `Accept-Events` of the answer (PREP-RS-3). */
  readonly discovery: ResponseFields;
}

/** What a QUERY with a subscription is to be answered with. */
export interface EventsQueryPlan extends CommonPlan {
  /** Tells the plans of the two protocols from one another. */
  readonly protocol: "events-query";
  /** What fits the request, best first; the first one that the representation fits too is served (EQ-RP-4). */
  readonly choices: readonly [Choice, ...Choice[]];
  /** The header fields of the GET whose answer is the representation, or, without `state`, shows that there is one. */
  readonly get: Headers;
  /** Whether that GET has preconditions that may make it a 304 or 412 (EQ-RP-3). */
  readonly conditional: boolean;
  /** The `Accept-Query` of the answer (EQ-DI-1). */
  readonly discovery: ResponseFields;
}

/** What a request is to be answered with, as far as it tells that itself. */
export type Plan = PrepPlan | EventsQueryPlan;

/** Whether a delta is one that the subscriber asked for. */
export type DeltaTest = (delta: Delta) => boolean;

/** A refusal of an Events Query; its content is `application/problem+json` (RFC 9457). */
export interface Refusal {
  /** Tells this from a plan. */
  readonly kind: "refusal";
  /** The status code of the answer. */
  readonly status: 400 | 403 | 406 | 413 | 415 | 422 | 429 | 503;
  /** Its fields, `Content-Type` among them. */
  readonly fields: ResponseFields;
  /** The problem, as JSON. */
  readonly content: Uint8Array;
}
