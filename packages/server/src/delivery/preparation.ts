import type { Audience, AudienceKind } from "./audience.ts";
import type { RepresentationFraming } from "./representation-framing.ts";
import type { ResponseFields } from "./sink.ts";

/** How a stream begins: its head, its representation, its framing; the same for both protocols from here on. */
export interface Preparation {
  readonly kind: "preparation";
  readonly status: number;
  readonly fields: ResponseFields;
  readonly audience: Audience;
  /** What precedes the representation; where there is none, what the body begins with. */
  readonly before: Uint8Array;
  /** How the representation is sent; `undefined`: it is not. */
  readonly representation: RepresentationFraming | undefined;
  /** What follows the representation, before the first notification. */
  readonly after: Uint8Array;
  /** What ends the body cleanly. */
  readonly close: () => Uint8Array | undefined;
}

/** Finds the audience of a kind; one of the subscriber's own where `shared` is false. */
export type AudienceFinder = (kind: AudienceKind, shared: boolean) => Audience;
