const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** The three forms of HTTP-date (RFC 9110 section 5.6.7); names of days are not checked. */
const imfFixdate = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const rfc850 = /^[A-Z][a-z]{5,8}, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const asctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/**
 * How long `Retry-After` (RFC 9110 section 10.2.3) asks to wait, in seconds, 0 or more. A date is compared with the
 * response's `Date`, so the clocks need not agree; without one, with the current time.
 *
 * @returns undefined if there is no such field, or it is invalid
 */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(value)) return Number(value);
  const date = parseHttpDate(value, now);
  if (date === undefined) return undefined;
  return Math.max(0, (date - (parseHttpDate(headers.get("date") ?? "", now) ?? now)) / 1000);
}

/** The milliseconds of an HTTP-date; undefined if it is invalid. (`Date.parse` reads asctime's form as local time.) */
function parseHttpDate(text: string, now: number): number | undefined {
  const [, day, name = "", year, ...clock] = imfFixdate.exec(text) ?? rfc850.exec(text) ?? asctimeOf(text) ?? [];
  const month = months.indexOf(name);
  if (year === undefined || month < 0) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = clock.map(Number);
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
  const at = new Date(0);
  at.setUTCFullYear(fullYear(year, now), month, Number(day));
  if (at.getUTCDate() !== Number(day)) return undefined; // such as 31 Feb
  return at.setUTCHours(hours, minutes, seconds);
}

/** The parts of asctime's form, in the order of the other forms. */
function asctimeOf(text: string): (string | undefined)[] | undefined {
  const [whole, name, day, hours, minutes, seconds, year] = asctime.exec(text) ?? [];
  return whole === undefined ? undefined : [whole, day, name, year, hours, minutes, seconds];
}

/** Two digits mean the latest such year that is at most 50 years ahead (RFC 9110 section 5.6.7). */
function fullYear(year: string, now: number): number {
  if (year.length === 4) return Number(year);
  const latest = new Date(now).getUTCFullYear() + 50;
  return latest - ((((latest - Number(year)) % 100) + 100) % 100);
}
