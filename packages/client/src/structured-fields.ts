// A Structured Fields parser for the fields that a client reads: Events and Accept-Query. The parser in `fields` knows more,
// but with its library it would add 2.7 kB to the 8 kB of this package. The tests compare the two. What Byte Sequences and
// Display Strings encode is not read.
//
// Fields come from strangers: each run of characters can match in one place only. So a pattern that fails has few other ways
// to try, and time grows with the length of the field, not with its square.

/** A bare Item. Strings and Tokens are treated alike (PREP-AE-2, EQ-DI-1). Types that no field here uses are undefined. */
export type Item = string | number | Date | undefined;

const item =
  '(?:"(?:[ !#-[\\]-~]|\\\\["\\\\])*"|[A-Za-z*][!#$%&\'*+\\-.^`|~\\w:/]*|@?-?\\d{1,15}|-?\\d{1,12}\\.\\d{1,3}' +
  '|\\?[01]|:[A-Za-z\\d+/=]*:|%"(?:[ !#$&-~]|%[\\da-f]{2})*")';
const key = "[a-z*][a-z\\d_\\-.*]*";
const listOf = (parameter: string) => `\\( *(?:${item}${parameter}(?: +${item}${parameter})* *)?\\)`;
const plainParameters = `(?:; *${key}(?:=${item})?)*`;
// PREP-AE-5: a parameter may hold an Inner List
const parameters = `(?:; *${key}(?:=(?:${item}|${listOf(plainParameters)}))?)*`;
const value = `(?:(${item})|${listOf(parameters)})`;

/** The members of a List (RFC 9651 section 3.1), without their parameters; undefined if it does not parse. */
export function parseList(field: string): Item[] | undefined {
  return parse(field, `()${value}`)?.map(([, member]) => member);
}

/** The members of a Dictionary (RFC 9651 section 3.2), without their parameters; undefined if it does not parse. */
export function parseDictionary(field: string): Map<string, Item> | undefined {
  const members = parse(field, `(${key})(?:=${value})?`);
  return members && new Map(members);
}

/** Parses a field without white space at its ends, as `Headers` gives it. */
function parse(field: string, member: string): [string, Item][] | undefined {
  const members: [string, Item][] = [];
  const pattern = new RegExp(`${member}${parameters}(?:[ \\t]*,[ \\t]*(?=[^ \\t])|$)`, "y");
  while (pattern.lastIndex < field.length) {
    const match = pattern.exec(field);
    if (!match) return undefined;
    members.push([match[1] ?? "", itemOf(match[2])]);
  }
  return members;
}

function itemOf(bare = ""): Item {
  if (bare.startsWith('"')) return JSON.parse(bare); // which has the same escapes, and more
  if (/^[A-Za-z*]/.test(bare)) return bare;
  if (bare.startsWith("@")) return new Date(Number(bare.slice(1)) * 1000);
  return /^-?\d/.test(bare) ? Number(bare) : undefined;
}
