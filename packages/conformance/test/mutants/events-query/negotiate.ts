import type { Has } from "./faults.ts";
import { type FormName, formNames } from "./forms.ts";
import { type Asked, Refused } from "./subscription.ts";

const encapsulationNames = ["multipart/mixed", "application/http", "application/json-seq"] as const;
/** How notifications are put into the response; `single`: as they are. */
type Encapsulation = (typeof encapsulationNames)[number] | "single";

/** The types that are served. */
export interface Choice {
  readonly encapsulation: Encapsulation;
  readonly form: FormName;
  /** The media type of deltas that is wanted. */
  readonly delta: string | undefined;
}

interface Range {
  readonly type: string;
  readonly weight: number;
  readonly delta: string | undefined;
}

const absent = {
  "multipart/mixed": "no-multipart",
  "application/http": "no-http",
  "application/json-seq": "no-json-seq",
} as const;

/** Chooses encapsulation and form as a pair (EQ-ST-3, EQ-ST-4). */
export function negotiate({ events, state, context }: Asked, accept: string | undefined, json: boolean, has: Has) {
  const status = has("not-acceptable-is-415") ? 415 : 406;
  if (events === undefined) {
    const [form] = has("single-form-fixed")
      ? [{ type: formNames[0], delta: undefined }]
      : preferred(accept, formNames, has);
    if (form === undefined) throw new Refused(status, "no form");
    return { encapsulation: "single", form: form.type, delta: form.delta } satisfies Choice;
  }
  const named = context?.includes("activity") === true && !has("context-disregarded");
  const wanted = events.get("accept") ?? (named ? "application/activity+json" : undefined);
  const forms = has("form-disregarded")
    ? [{ type: formNames[0], delta: undefined }]
    : preferred(wanted, formNames, has);
  const offered: readonly (typeof encapsulationNames)[number][] = has("default-http")
    ? ["application/http", "multipart/mixed", "application/json-seq"]
    : encapsulationNames.filter((name) => !has(absent[name]));
  for (const { type } of preferred(accept, offered, has)) {
    for (const form of forms) {
      const fits = type !== "application/json-seq" || /json$/.test(form.type) || has("mail-in-json-seq");
      const shows = type !== "application/json-seq" || state === undefined || json || has("text-in-json-seq");
      if (fits && shows) return { encapsulation: type, form: form.type, delta: form.delta } satisfies Choice;
    }
    if (has("pairs-apart")) break;
  }
  throw new Refused(status, "no pair");
}

function preferred<Name extends string>(accept: string | undefined, offered: readonly Name[], has: Has) {
  const ranges = accept === undefined ? [{ type: "*/*", weight: 1, delta: undefined }] : rangesOf(accept);
  const rated = offered.map((type) => {
    const matching = ranges.filter((range) => matches(range.type, type, has));
    const [best] = matching.sort((a, b) => precision(b.type) - precision(a.type));
    return { type, weight: best?.weight ?? 0, delta: best?.delta };
  });
  const acceptable = rated.filter(({ weight }) => weight > 0);
  return has("weights-disregarded") ? acceptable : acceptable.sort((a, b) => b.weight - a.weight);
}

function rangesOf(accept: string): Range[] {
  return accept.split(",").map((text) => {
    const [type = "", ...parameters] = text.split(";").map((part) => part.trim());
    const parameter = (name: string) =>
      parameters
        .find((one) => one.startsWith(`${name}=`))
        ?.slice(name.length + 1)
        .replaceAll('"', "");
    return { type: type.toLowerCase(), weight: Number(parameter("q") ?? 1), delta: parameter("delta") };
  });
}

function matches(range: string, type: string, has: Has): boolean {
  if (range === "*/*" || range === type) return true;
  return !has("wildcards-unknown") && range.endsWith("/*") && type.startsWith(range.slice(0, -1));
}

function precision(range: string): number {
  return range === "*/*" ? 0 : range.endsWith("/*") ? 1 : 2;
}
