import { essenceOf, parseAcceptQuery } from "@resource-events/fields";
import { refusal } from "./answer.ts";
import type { Discovery, OfferedMediaType } from "./discovery.ts";
import { offeredForms } from "./offered-forms.ts";
import type { RequestOptions } from "./options.ts";
import { type Answer, fieldsOf, request } from "./request.ts";

/** How to discover: what the requests take. */
export interface DiscoverOptions extends Pick<RequestOptions, "headers" | "credentials" | "signal" | "fetch"> {}

/**
 * Asks what a resource offers to those who want to follow it (PREP-DI-1, EQ-DI-1), by HEAD. Where that meets an error, a GET
 * follows, whose content is left alone; where that is not supported either (405, 501), OPTIONS.
 *
 * @throws {@link ClientError} `option`, `network`, `response`; the signal's reason where it aborts
 */
export async function discover(url: string | URL, options: DiscoverOptions = {}): Promise<Discovery> {
  const headers = fieldsOf(options.headers, {});
  const ask = (method: string): Promise<Answer> => request(url, options, { method, headers });
  const answers = [await ask("HEAD")];
  if (statusOf(answers) >= 400) answers.unshift(await ask("GET"));
  if ([405, 501].includes(statusOf(answers))) answers.unshift(await ask("OPTIONS"));
  const [last] = answers as [Answer, ...Answer[]];

  const prep = firstOf(answers, (fields) => offeredForms(fields.get("accept-events") ?? ""));
  const eventsQuery = firstOf(answers, (fields) => offeredQueries(fields.get("accept-query")));
  const isOffered = prep !== undefined || eventsQuery !== undefined;
  const isRefused = statusOf(answers) >= 400 && !isOffered;
  for (const answer of answers) if (answer !== last || !isRefused) answer.controller.abort();
  if (isRefused) throw await refusal(last, options);
  return {
    url: last.response.url || last.url,
    protocols: [...(prep ? (["prep"] as const) : []), ...(eventsQuery ? (["events-query"] as const) : [])],
    prep,
    eventsQuery,
    responses: answers.map(({ response }) => response),
  };
}

/** Of the last answer, which stands first. */
function statusOf([last]: readonly Answer[]): number {
  return last?.response.status ?? 0;
}

/** Answers of a resource that is there, even where they are no representation of it. */
const tellingErrors: readonly number[] = [405, 406, 412, 416, 501];

function firstOf<T>(answers: readonly Answer[], read: (fields: Headers) => T | undefined): T | undefined {
  for (const { response } of answers) {
    if (response.status >= 400 && !tellingErrors.includes(response.status)) continue;
    const found = read(response.headers);
    if (found !== undefined) return found;
  }
  return undefined;
}

function offeredQueries(field: string | null): OfferedMediaType[] | undefined {
  try {
    const types = parseAcceptQuery(field ?? "").map((type) => ({
      mediaType: essenceOf(type),
      parameters: type.parameters,
    }));
    return types.length > 0 ? types : undefined;
  } catch {
    return undefined; // to be ignored where it does not parse (RFC 9651 section 4.2)
  }
}
