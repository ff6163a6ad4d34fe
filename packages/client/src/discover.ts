import { essenceOf, parseAcceptQuery } from "@resource-events/fields";
import { errorFor } from "./answer.ts";
import { discard } from "./body.ts";
import type { Discovery, OfferedMediaType } from "./discovery.ts";
import type { Answer } from "./head.ts";
import { offeredForms } from "./offered-forms.ts";
import type { RequestOptions } from "./options.ts";
import { fieldsOf, request } from "./request.ts";

/** Options for {@link discover}: those of its requests. */
export interface DiscoverOptions extends Pick<RequestOptions, "headers" | "credentials" | "signal" | "fetch"> {}

/**
 * Asks a resource how it can be followed (PREP-DI-1, EQ-DI-1), with a HEAD request. If that fails, a GET follows, whose content
 * is not read; if GET is not supported either (405, 501), OPTIONS.
 *
 * @throws {@link ClientError} `option`, `network`, `response`; the signal's reason if it aborts
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
  for (const answer of answers) if (answer !== last || !isRefused) discard(answer);
  if (isRefused) throw await errorFor(last);
  return {
    url: last.response.url || last.url,
    protocols: [...(prep ? (["prep"] as const) : []), ...(eventsQuery ? (["events-query"] as const) : [])],
    prep,
    eventsQuery,
    responses: answers.map(({ response }) => response),
  };
}

/** The status of the last response, which is the first in the list. */
function statusOf([last]: readonly Answer[]): number {
  return last?.response.status ?? 0;
}

/** Error statuses of a resource that exists, though the response is no representation of it. */
const errorsOfResource: readonly number[] = [405, 406, 412, 416, 501];

function firstOf<T>(answers: readonly Answer[], read: (fields: Headers) => T | undefined): T | undefined {
  for (const { response } of answers) {
    if (response.status >= 400 && !errorsOfResource.includes(response.status)) continue;
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
    return undefined; // a field that does not parse is ignored (RFC 9651 section 4.2)
  }
}
