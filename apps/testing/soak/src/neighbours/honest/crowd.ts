import { type ClientHttp2Session, connect } from "node:http2";
import { Http2Subscriber } from "../../wire/http2-subscriber.ts";
import { type Kind, kinds } from "../../wire/kind.ts";
import type { Notification } from "../../wire/notification.ts";
import { StrictSubscriber } from "../../wire/subscriber.ts";
import { Ledger } from "./ledger.ts";
import { container, own, shared } from "./places.ts";
import type { HonestConfiguration } from "./summary.ts";

/** A subscription and what it gets. */
export interface Member {
  readonly target: string;
  readonly ledger: Ledger;
  /** Why it gets nothing more, if it does not. */
  problem(): string | undefined;
}

const targets = [...shared, ...own];

/** The subscriptions of one connection of HTTP/2. */
const perSession = 10;

/** Opens subscriptions of all kinds on all resources, on HTTP/1.1 and HTTP/2 in turn. */
export class Crowd {
  readonly members: Member[] = [];
  readonly #configuration: HonestConfiguration;
  #session: { readonly session: ClientHttp2Session; streams: number } | undefined;
  /** The connection of those who come and go. */
  #visiting: ClientHttp2Session | undefined;

  constructor(configuration: HonestConfiguration) {
    this.#configuration = configuration;
  }

  async gather(): Promise<void> {
    for (let index = 0; index < this.#configuration.subscribers; index += 1) this.members.push(await this.#join(index));
  }

  /** Begins one more subscription and leaves it; resolves with the seconds until its head. */
  async visit(index: number): Promise<number> {
    const begun = performance.now();
    const { target, kind, onHttp2 } = this.#wishOf(index);
    if (onHttp2 && this.#visiting?.closed !== false) this.#visiting = this.connect();
    const session = onHttp2 ? this.#visiting : undefined;
    const subscriber = await this.#open(target, kind, session, () => {});
    const seconds = (performance.now() - begun) / 1000;
    subscriber.leave();
    return seconds;
  }

  /** A connection of HTTP/2. */
  connect(): ClientHttp2Session {
    const session = connect(`http://127.0.0.1:${this.#configuration.http2Port}`);
    session.on("error", () => {});
    return session;
  }

  #wishOf(index: number) {
    const target = index % 10 < 2 ? container : (targets[index % targets.length] ?? container);
    const usual = kinds[index % kinds.length] ?? kinds[0];
    const kind: Kind = index % 3 === 0 ? { ...usual, delta: "application/merge-patch+json" } : usual;
    // Not index % 2: that would give each version only some of the resources.
    return { target, kind, onHttp2: this.#configuration.http2Port > 0 && Math.floor(index / 3) % 2 === 0 };
  }

  async #join(index: number): Promise<Member> {
    const { target, kind, onHttp2 } = this.#wishOf(index);
    const name = `${index}: ${kind.protocol} ${kind.encapsulation} ${kind.form} on ${target}, ${onHttp2 ? "HTTP/2" : "HTTP/1.1"}`;
    const ledger = new Ledger(name);
    const subscriber = await this.#open(target, kind, onHttp2 ? this.#sessionWithRoom() : undefined, ledger.take);
    const ended = () => ("ended" in subscriber ? subscriber.ended : subscriber.ending !== undefined);
    return {
      target,
      ledger,
      problem: () => subscriber.error?.message ?? (ended() ? `The stream of ${name} ended` : undefined),
    };
  }

  #open(
    target: string,
    kind: Kind,
    session: ClientHttp2Session | undefined,
    onNotification: (notification: Notification) => void,
  ): Promise<Http2Subscriber | StrictSubscriber> {
    const duration = kind.protocol === "events-query" ? 3_600 : undefined;
    // A representation in a JSON sequence is not told apart by its lines.
    const state = kind.encapsulation !== "application/json-seq";
    const wish = { target, kind, duration, onNotification, state };
    if (session !== undefined) return Http2Subscriber.open({ ...wish, session });
    return StrictSubscriber.open({ ...wish, port: this.#configuration.port });
  }

  #sessionWithRoom(): ClientHttp2Session {
    if (this.#session === undefined || this.#session.streams >= perSession || this.#session.session.closed) {
      this.#session = { session: this.connect(), streams: 0 };
    }
    this.#session.streams += 1;
    return this.#session.session;
  }
}
