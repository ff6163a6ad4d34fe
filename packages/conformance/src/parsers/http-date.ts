const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * Reads an IMF-fixdate (RFC 9110 section 5.6.7) as milliseconds since 1970. `undefined` if the text is anything else,
 * or has the wrong day of the week. A leap second counts as the next second.
 */
export function readHttpDate(text: string): number | undefined {
  const [, dayName, day, monthName, year, hour, minute, second] =
    /^(\w{3}), (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/.exec(text) ?? [];
  const month = months.indexOf(monthName ?? "");
  if (month < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), month, Number(day));
  if (date.getUTCMonth() !== month || date.getUTCDate() !== Number(day) || Number(day) === 0) return undefined;
  if (days[date.getUTCDay()] !== dayName) return undefined;
  return date.setUTCHours(Number(hour), Number(minute), Number(second));
}
