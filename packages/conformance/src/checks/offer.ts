import { ConformanceError } from "../conformance-error.ts";
import { type Item, isInnerList, readList, textOf } from "../parsers/structured-fields.ts";
import type { Settings } from "../settings/settings.ts";
import type { Exchange } from "../wire/exchange.ts";
import { openExchange } from "../wire/wire.ts";

/** The state of the target before the run, and the protocols that it advertises. */
export interface Offer {
  /** Whether `Accept-Events` lists `prep`, on HEAD or GET (PREP-DI-1). */
  readonly prep: boolean;
  /**
   * The subscription types in `Accept-Query`, on GET, HEAD or OPTIONS (EQ-DI-1). `undefined` if no response has the
   * field.
   */
  readonly eventsQuery: readonly string[] | undefined;
  /** The responses to HEAD, GET and OPTIONS. */
  readonly head: Exchange;
  readonly get: Exchange;
  readonly options: Exchange;
}

/**
 * Sends HEAD, GET and OPTIONS to the target.
 * @throws {@link ConformanceError} `unreachable` if it does not respond to GET
 */
export async function discover({ target, fields, wire }: Settings): Promise<Offer> {
  const [head, get, options] = await Promise.all(
    ["HEAD", "GET", "OPTIONS"].map(async (method) => {
      const exchange = openExchange({ method, url: target, fields }, wire);
      await exchange.ended().catch(() => exchange.leave());
      return exchange;
    }),
  );
  if (head === undefined || get === undefined || options === undefined || get.head === undefined) {
    throw new ConformanceError("unreachable", `GET ${target.href} got no response: ${get?.describe()}`);
  }
  const accepted = [head, get].flatMap((exchange) => readList(exchange.field("Accept-Events") ?? "") ?? []);
  const queries = [get, head, options].filter((exchange) => exchange.field("Accept-Query") !== undefined);
  return {
    prep: accepted.some((member) => textOfMember(member)?.toLowerCase() === "prep"),
    eventsQuery:
      queries.length === 0
        ? undefined
        : queries
            .flatMap((exchange) => subscriptionTypes(exchange))
            .filter((type, at, all) => all.indexOf(type) === at),
    head,
    get,
    options,
  };
}

/** The media types in `Accept-Query`. Empty if it is not a List. */
export function subscriptionTypes(exchange: Exchange): readonly string[] {
  const members = readList(exchange.field("Accept-Query") ?? "") ?? [];
  return members.map(textOfMember).filter((type) => type !== undefined);
}

function textOfMember(member: Item | { readonly items: readonly Item[] }): string | undefined {
  return "items" in member || isInnerList(member) ? undefined : textOf(member.value);
}
