/** A separate reader of `Accept-Events` (PREP-AE-1, PREP-AE-5): Structured Fields with Inner Lists as parameters. */

export type Value = string | number | boolean | readonly Member[];

/** A String, a Token (which counts as the same), another value, or an Inner List, with its parameters. */
export interface Member {
  readonly value: Value;
  readonly token: boolean;
  readonly parameters: ReadonlyMap<string, Value>;
}

/** The members of a List. `undefined` if it does not parse. */
export function readMembers(text: string): readonly Member[] | undefined {
  let rest = text.trim();
  const take = (pattern: RegExp): string | undefined => {
    const [found] = pattern.exec(rest) ?? [];
    if (found !== undefined) rest = rest.slice(found.length);
    return found;
  };
  const must = (found: string | undefined): string => {
    if (found === undefined) throw new SyntaxError(rest);
    return found;
  };
  const bare = (): { value: Value; token: boolean } => {
    if (take(/^\(/) !== undefined) {
      const members: Member[] = [];
      for (take(/^ */); take(/^\)/) === undefined; ) {
        members.push(member());
        if (!/^[ )]/.test(rest)) throw new SyntaxError(rest);
        take(/^ +/);
      }
      return { value: members, token: false };
    }
    const quoted = take(/^"(?:[ !#-[\]-~]|\\["\\])*"/);
    if (quoted !== undefined) return { value: quoted.slice(1, -1).replaceAll(/\\(.)/g, "$1"), token: false };
    const number = take(/^-?\d{1,15}(?:\.\d{1,3})?/);
    if (number !== undefined) return { value: Number(number), token: false };
    const flag = take(/^\?[01]/);
    if (flag !== undefined) return { value: flag === "?1", token: false };
    return { value: must(take(/^[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*/)), token: true };
  };
  const member = (): Member => {
    const { value, token } = bare();
    const parameters = new Map<string, Value>();
    while (take(/^; */) !== undefined) {
      const key = must(take(/^[a-z*][a-z0-9_.*-]*/));
      parameters.set(key, take(/^=/) === undefined ? true : bare().value);
    }
    return { value, token, parameters };
  };
  try {
    const members: Member[] = [];
    if (rest === "") return members;
    do members.push(member());
    while (take(/^[ \t]*,[ \t]*/) !== undefined);
    return rest === "" ? members : undefined;
  } catch {
    return undefined;
  }
}

/** Those that are acceptable at all, by falling weight; equal ones as they stood (PREP-AE-4, PREP-AE-6). */
export function byWeight(members: readonly Member[]): readonly Member[] {
  return members.filter((member) => weightOf(member) > 0).sort((one, other) => weightOf(other) - weightOf(one));
}

export function weightOf({ parameters }: Member): number {
  const weight = parameters.get("q") ?? 1;
  return typeof weight === "number" ? weight : 0;
}
