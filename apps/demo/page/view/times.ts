import { signal } from "@preact/signals";

/** The time of now, to the second; for what shows how long something still takes. */
export const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 1000);

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The time of day. */
export function clockTime(date: Date): string {
  return clock.format(date);
}

/** A span of time: `9 min 41 s`. */
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
