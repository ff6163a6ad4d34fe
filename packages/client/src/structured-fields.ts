// A Structured Fields parser for what a client reads: Events and Accept-Query. The one of `fields` knows more; with the
// library below it, it would add 2.7 kB to the 8 of this package. The tests hold this one against it. Byte Sequences and
// Display Strings are passed over without a look at what they encode.
//
// Fields come from strangers: no run of the same characters may be matched in more than one place, so that a pattern that
// fails has few other ways to try, and time grows with the length of the field and not with its square.

/** A bare Item: Strings and Tokens are not told apart (PREP-AE-2, EQ-DI-1). What no field here uses is undefined. */
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

/** The members of a List (RFC 9651 section 3.1), without their parameters; undefined for what does not parse. */
export function parseList(field: string): Item[] | undefined {
  return parse(field, `()${value}`)?.map(([, member]) => member);
}

/** The members of a Dictionary (RFC 9651 section 3.2), without their parameters; undefined for what does not parse. */
export function parseDictionary(field: string): Map<string, Item> | undefined {
  const members = parse(field, `(${key})(?:=${value})?`);
  return members && new Map(members);
}

/** The field comes without white space at its ends, as `Headers` give it. */
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
