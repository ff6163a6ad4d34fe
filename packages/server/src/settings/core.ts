import type { ResourceEventsOptions } from "./options.ts";
import { type Settings, settingsOf } from "./settings.ts";
import { Meter } from "./statistics.ts";

/** The settings and the counters of one instance. */
export interface Core extends Settings {
  readonly meter: Meter;
}

/**
 * Makes the settings and counters of one instance.
 *
 * @throws {@link ServerError} `option` if an option is invalid; the message names the option and says what it must be.
 */
export function coreOf(options: ResourceEventsOptions = {}): Core {
  return { ...settingsOf(options), meter: new Meter() };
}
