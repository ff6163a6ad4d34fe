import type { Answer } from "./head.ts";
import type { ClientWarning } from "./warning.ts";

type OnWarning = (warning: ClientWarning) => void;

/** What one function has heard, and may have to hear. */
interface Hearing {
  /** The streams that are open. */
  readonly streams: Set<{ readonly origin: string }>;
  /** The codes and origins of its warnings: a stream that opens again is nothing new. */
  readonly told: Set<string>;
}

/** The number of open streams at which to warn: the next one occupies the last connection. */
const many = 5;

/** Where that is kept: with the function, so that it ends with it, and functions don't know each other. */
const hearing = Symbol.for("@resource-events/client: hearing");

/**
 * Warns of what may be wrong with a stream that was opened. This is loaded only where somebody wants to hear it.
 *
 * @param onWarning those that got the same function count together
 */
export function warn({ response, url: requested, controller: { signal } }: Answer, onWarning: OnWarning): void {
  const url = response.url || requested;
  const origin = originOf(url);
  const { streams, told } = hearingOf(onWarning);
  const tell = (code: ClientWarning["code"], message: string) => {
    const one = `${code} ${origin}`;
    if (told.has(one)) return;
    told.add(one);
    onWarning({ code, message, url });
  };
  if (origin !== undefined && !signal.aborted && isOldHttp(origin)) {
    const stream = { origin };
    streams.add(stream);
    signal.addEventListener("abort", () => streams.delete(stream));
    if ([...streams].filter((other) => other.origin === origin).length >= many) {
      const streamsOf = `${many} streams are open to ${origin} over HTTP/1.1`;
      tell(
        "connections",
        `${streamsOf}: browsers open at most 6 connections to an origin, so its other requests may wait`,
      );
    }
  }
  if (!response.headers.has("events") && /^(cors|default)$/.test(response.type)) {
    const advice = "add Access-Control-Expose-Headers: Events, Event-ID";
    tell("hidden-fields", `The stream's fields are not exposed to this origin: ${advice}`);
  }
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

/** Whether an origin is served over HTTP/1.1, as far as that is known: browsers use HTTP/2 only with TLS. */
function isOldHttp(origin: string): boolean {
  if (origin.startsWith("http:")) return true;
  const entries: readonly { readonly name: string; readonly nextHopProtocol?: string }[] =
    performance.getEntriesByType?.("resource") ?? [];
  const latest = entries.findLast(({ name, nextHopProtocol }) => nextHopProtocol && originOf(name) === origin);
  return /^http\/1/.test(latest?.nextHopProtocol ?? "");
}

function hearingOf(onWarning: OnWarning & { [hearing]?: Hearing }): Hearing {
  const fresh: Hearing = { streams: new Set(), told: new Set() };
  if (!onWarning[hearing] && Object.isExtensible(onWarning))
    Object.defineProperty(onWarning, hearing, { value: fresh });
  return onWarning[hearing] ?? fresh;
}
