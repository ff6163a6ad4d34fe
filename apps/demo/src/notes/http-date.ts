const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const time = "(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})";
const month = `(?<month>${months.join("|")})`;
/** The three forms of RFC 9110 section 5.6.7. The last two are obsolete, but recipients must accept them. */
const forms = [
  new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d{2}) ${month} (?<year>\\d{4}) ${time} GMT$`),
  new RegExp(
    `^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (?<day>\\d{2})-${month}-(?<year>\\d{2}) ${time} GMT$`,
  ),
  new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`),
];

/** Formats a date as an IMF-fixdate (RFC 9110 section 5.6.7), in whole seconds. */
export function formatHttpDate(date: Date): string {
  return date.toUTCString();
}

/**
 * Parses an HTTP date (RFC 9110 section 5.6.7).
 *
 * @param now - the current time. Two-digit years are at most 50 years after it
 * @returns milliseconds since 1970, or undefined if the value is not an HTTP date
 */
export function parseHttpDate(value: string, now: Date): number | undefined {
  const groups = forms.map((form) => form.exec(value)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return undefined;
  const text = (name: string) => groups[name] ?? "";
  const number = (name: string) => Number(text(name));
  const monthIndex = months.indexOf(text("month"));
  const [day, hour, minute, second] = [number("day"), number("hour"), number("minute"), number("second")];
  const year = text("year").length === 2 ? fullYear(number("year"), now.getUTCFullYear()) : number("year");
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  // Not Date.UTC, which adds 1900 to years below 100.
  date.setUTCFullYear(year, monthIndex, day);
  if (date.getUTCMonth() !== monthIndex || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, second);
}

function fullYear(lastDigits: number, thisYear: number): number {
  const year = thisYear - (thisYear % 100) + lastDigits;
  return year > thisYear + 50 ? year - 100 : year;
}
