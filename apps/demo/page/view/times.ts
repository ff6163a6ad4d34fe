import { signal } from "@preact/signals";

/** The current time, updated every second, for countdowns. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 1000);

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Formats the time of day. */
export function clockTime(date: Date): string {
  return clock.format(date);
}

/** Formats a duration: `9 min 41 s`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  if (minutes >= 60) return join([Math.floor(minutes / 60), "h"], [minutes % 60, "min"]);
  return join([minutes, "min"], [whole % 60, "s"]);
}

function join(...parts: readonly (readonly [amount: number, unit: string])[]): string {
  const said = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`);
  return said.join(" ") || "0 s";
}
