import { signal } from "@preact/signals";

/** The text that screen readers say next, after finishing the current one. */
export const announcement = signal("");

/** Makes screen readers say a text. */
export function announce(text: string): void {
  // Screen readers ignore a repeated text, so make it differ.
  announcement.value = announcement.value === text ? `${text}\u00a0` : text;
}
