import type { AudienceKind } from "./audience.ts";

/** The places of one subscription among the audiences of its resource that not everybody shares. They are given back with it. */
export interface AudiencePlaces {
  /**
   * Takes a place for the audience of a kind with a variant. Returns whether there was one; the first variant of a resource
   * needs none.
   */
  takeVariant(kind: AudienceKind): boolean;
  /** Takes a place for an audience of this subscription alone. Returns whether there was one. */
  takePrivateAudience(): boolean;
}

/** As many places as are asked for. */
export const unlimitedPlaces: AudiencePlaces = { takeVariant: () => true, takePrivateAudience: () => true };

/**
 * Stands for all variants of a resource for which there is no place. It is no media type, so no entity tag of a single variant
 * is this one's (PREP-MS-4).
 */
const furtherVariants = "*";

/** The kind in which a subscriber gets its events: its own, or that of all variants for which there is no place. */
export function placedKind(kind: AudienceKind, places: AudiencePlaces): AudienceKind {
  return kind.variant === undefined || places.takeVariant(kind) ? kind : { ...kind, variant: furtherVariants };
}
