import { signal } from "@preact/signals";

/** What screen readers say, when they have said what they are saying. */
export const announcement = signal("");

/** Has screen readers say something. */
export function announce(text: string): void {
  // The same words again are news only if they differ.
  announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}
