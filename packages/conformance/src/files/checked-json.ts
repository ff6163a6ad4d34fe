import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { ConformanceError } from "../conformance-error.ts";

/** Lists the problems of a value: where each is, what is there, and what is expected. Empty if the value is valid. */
export type SchemaCheck = (value: unknown) => readonly string[];

/** Makes a check of values against a JSON Schema (2020-12). The `title` of a schema describes the expected value. */
export function schemaCheck(schema: object): SchemaCheck {
  const validate = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(schema);
  return (value) => (validate(value) ? [] : [...new Set(problems(validate.errors ?? []))]);
}

/**
 * Parses JSON and checks it. `name` is the name of the file in errors.
 *
 * @throws {@link ConformanceError} `configuration`, with a message that lists all problems
 */
export function readChecked(text: string, name: string, check: SchemaCheck): unknown {
  const value = readJson(text, name);
  const wrong = check(value);
  if (wrong.length === 0) return value;
  throw new ConformanceError("configuration", [`${name} is invalid:`, ...wrong.map((one) => `  ${one}`)].join("\n"));
}

function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConformanceError("configuration", `${name} is not JSON: ${message}`, { cause });
  }
}

/** Leaves out errors of the alternatives of an `anyOf`: its own title describes what they have in common. */
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
  const place = instancePath === "" ? "the file" : instancePath;
  if (keyword === "required") return `${place}: "${params["missingProperty"]}" is missing`;
  if (keyword === "additionalProperties") {
    const known = Object.keys(Object(parentSchema["properties"])).filter((name) => !name.startsWith("$"));
    return `${instancePath}/${params["additionalProperty"]} is unknown; known members: ${known.join(", ")}`;
  }
  return `${place} is ${shown(error)}; expected ${expectation(error)}`;
}

function expectation({ keyword, instancePath, params, parentSchema = {}, message }: ErrorObject): string {
  const { title } = parentSchema;
  // At the top level the title is the name of the schema.
  if (typeof title === "string" && instancePath !== "") return title;
  if (keyword === "type") return `${types[String(params["type"])] ?? params["type"]}`;
  if (keyword === "enum") return (params["allowedValues"] as readonly unknown[]).join(" or ");
  if (keyword === "const") return JSON.stringify(params["allowedValue"]);
  if (keyword === "minimum") return `a number, at least ${params["limit"]}`;
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

/** Shows the value that is there. For fields, which may hold credentials, it shows only the type. */
function shown({ data, instancePath }: ErrorObject): string {
  if (typeof data === "object" && data !== null) return Array.isArray(data) ? "a list" : "an object";
  if (instancePath.startsWith("/fields/")) return `a ${typeof data}`;
  const text = JSON.stringify(data);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
