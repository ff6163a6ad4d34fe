import type { ResourceEventsOptions } from "./options.ts";
import { type Settings, settingsOf } from "./settings.ts";
import { Meter } from "./statistics.ts";

/** The settings and the counters of one instance. */
export interface Core extends Settings {
  readonly meter: Meter;
  /**
   * Brings a name that the application gives into the spelling of those that the adapter makes of targets. `undefined`: no target
   * has that name.
   */
  readonly spelling: (name: string) => string | undefined;
}

/**
 * Makes the settings and counters of one instance.
 *
 * @throws {@link ServerError} `option` if an option is invalid; the message names the option and says what it must be.
 */
export function coreOf(options: ResourceEventsOptions = {}, spelling: Core["spelling"] = (name) => name): Core {
  return { ...settingsOf(options), meter: new Meter(), spelling };
}
