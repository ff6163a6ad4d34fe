import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { ConformanceError } from "../conformance-error.ts";

/** Tells what is wrong with a value: where, what, and what is expected. Nothing where it is sound. */
export type SchemaCheck = (value: unknown) => readonly string[];

/** A check of values against a JSON Schema (2020-12). A schema's `title` says in words what it takes. */
export function schemaCheck(schema: object): SchemaCheck {
  const validate = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(schema);
  return (value) => (validate(value) ? [] : [...new Set(problems(validate.errors ?? []))]);
}

/**
 * Reads a text of JSON that has a schema.
 *
 * @throws {@link ConformanceError} `configuration`, with everything that is wrong
 */
export function readChecked(text: string, name: string, check: SchemaCheck): unknown {
  const value = readJson(text, name);
  const wrong = check(value);
  if (wrong.length === 0) return value;
  throw new ConformanceError("configuration", [`${name} can't be used:`, ...wrong.map((one) => `  ${one}`)].join("\n"));
}

function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConformanceError("configuration", `${name} is no JSON: ${message}`, { cause });
  }
}

/** What the alternatives of an `anyOf` say is left out: what they have in common is its title. */
function problems(errors: readonly ErrorObject[]): string[] {
  const unions = errors.filter(({ keyword }) => keyword === "anyOf");
  return errors
    .filter((error) => {
      const inside = unions.some((union) => union !== error && error.instancePath.startsWith(union.instancePath));
      return !inside || error.keyword === "anyOf";
    })
    .map(problem);
}

function problem(error: ErrorObject): string {
  const { keyword, instancePath, params, parentSchema = {} } = error;
  const place = instancePath === "" ? "the whole" : instancePath;
  if (keyword === "required") return `${place}: "${params["missingProperty"]}" is missing`;
  if (keyword === "additionalProperties") {
    const known = Object.keys(Object(parentSchema["properties"])).filter((name) => !name.startsWith("$"));
    return `${instancePath}/${params["additionalProperty"]} is not known; there can be: ${known.join(", ")}`;
  }
  return `${place} is ${shown(error)}; expected ${expectation(error)}`;
}

function expectation({ keyword, instancePath, params, parentSchema = {}, message }: ErrorObject): string {
  const { title } = parentSchema;
  // The title of the whole is that of the schema itself.
  if (typeof title === "string" && instancePath !== "") return title;
  if (keyword === "type") return `${types[String(params["type"])] ?? params["type"]}`;
  if (keyword === "enum") return (params["allowedValues"] as readonly unknown[]).join(" or ");
  if (keyword === "const") return JSON.stringify(params["allowedValue"]);
  if (keyword === "minimum") return `a number from ${params["limit"]} on`;
  return String(message).replace(/^must be /, "");
}

const types: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  number: "a number",
  integer: "an integer",
  array: "a list",
  object: "an object",
};

/** What is there instead; of fields, which may hold credentials, only its kind. */
function shown({ data, instancePath }: ErrorObject): string {
  if (typeof data === "object" && data !== null) return Array.isArray(data) ? "a list" : "an object";
  if (instancePath.startsWith("/fields/")) return `a ${typeof data}`;
  const text = JSON.stringify(data);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
