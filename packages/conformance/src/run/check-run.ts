import type { CheckContext, PlainRequest, RecordedConnection } from "../checks/check.ts";
import type { Offer } from "../checks/offer.ts";
import { NotApplicable, SetupFailure } from "../finding.ts";
import type { EventKind, Settings } from "../settings/settings.ts";
import {
  type EventsQueryOptions,
  EventsQuerySubscription,
  subscriptionContent,
} from "../subscriptions/events-query.ts";
import type { StreamItem } from "../subscriptions/notification.ts";
import { type PrepOptions, PrepSubscription } from "../subscriptions/prep.ts";
import type { Subscription } from "../subscriptions/subscription.ts";
import type { CausedEvent, Resource, Trigger } from "../triggers/trigger.ts";
import { type Exchange, WaitFailure } from "../wire/exchange.ts";
import { fieldValue } from "../wire/field-line.ts";
import { type Connection, fieldLines, type RequestToSend } from "../wire/request.ts";
import { openConnection, openExchange } from "../wire/wire.ts";
import { anyEvents, freshResources, type RunContext } from "./needs.ts";

/** One check at work: what it opened, and what it has to clear away. */
export class CheckRun implements CheckContext {
  readonly settings: Settings;
  readonly offer: Offer;
  readonly exchanges: Exchange[] = [];
  readonly #trigger: Trigger;
  readonly #connections: Connection[] = [];
  readonly #made: Resource[] = [];
  #resource: Promise<Resource> | undefined;
  #touched = false;
  #over = false;

  constructor(
    means: RunContext,
    /** The `{id}` of its resource. */
    private readonly id: string,
  ) {
    this.settings = means.settings;
    this.offer = means.offer;
    this.#trigger = means.trigger;
  }

  get version() {
    return this.settings.version;
  }

  resource(): Promise<Resource> {
    this.#resource ??= this.#freshResource();
    return this.#resource;
  }

  container(): Resource {
    const { container } = this.settings;
    if (container === undefined) throw new SetupFailure("the configuration names no container");
    return { url: container.href, fresh: false };
  }

  made(url: string): Resource {
    const resource = { url, fresh: true };
    this.#made.push(resource);
    return resource;
  }

  open(resource: Resource, request: PlainRequest): Exchange {
    this.#mark(resource, request.method);
    return this.#send(openExchange, { ...request, url: resource.url });
  }

  async exchange(resource: Resource, request: PlainRequest): Promise<Exchange> {
    const exchange = this.open(resource, request);
    await exchange.ended(undefined, `a whole response to ${request.method}`);
    return exchange;
  }

  connection(): RecordedConnection {
    const connection = openConnection(this.settings.target, this.settings.wire);
    this.#connections.push(connection);
    return {
      open: (resource, request) => {
        this.#mark(resource, request.method);
        return this.#send((sent) => connection.send(sent), { ...request, url: resource.url });
      },
      close: () => connection.close(),
    };
  }

  openPrep(resource: Resource, { acceptEvents = '"prep"', fields = {} }: PrepOptions = {}): PrepSubscription {
    const request = { method: "GET", fields: { "Accept-Events": acceptEvents, ...fields } };
    return new PrepSubscription(this.open(resource, request), resource);
  }

  prep(resource: Resource, options?: PrepOptions): Promise<PrepSubscription> {
    return served(this.openPrep(resource, options));
  }

  openEventsQuery(resource: Resource, options: EventsQueryOptions = {}): EventsQuerySubscription {
    const { accept, duration, fields = {} } = options;
    const { type, content } = subscriptionContent(options, this.settings.subscription);
    const head = {
      "Content-Type": type,
      ...(accept === undefined ? {} : { Accept: accept }),
      ...(duration === undefined ? {} : { Events: `duration=${duration}` }),
      ...fields,
    };
    const exchange = this.open(resource, { method: "QUERY", fields: head, content });
    return new EventsQuerySubscription(exchange, resource, options.state !== undefined);
  }

  eventsQuery(resource: Resource, options?: EventsQueryOptions): Promise<EventsQuerySubscription> {
    return served(this.openEventsQuery(resource, options));
  }

  async cause(kind: EventKind | "any", resource: Resource): Promise<CausedEvent> {
    const kinds = kind === "any" ? anyEvents(this.#trigger) : [kind];
    this.#touched ||= !resource.fresh;
    const send = (request: RequestToSend) => this.#send(openExchange, request);
    let failure: unknown = new SetupFailure("nothing may cause events");
    for (const action of kinds) {
      try {
        return await this.#trigger.perform(action, resource, send);
      } catch (error) {
        failure = error;
        if (!(error instanceof NotApplicable)) break;
      }
    }
    throw asSetupFailure(failure);
  }

  async isLive(subscription: Subscription): Promise<StreamItem> {
    await this.cause("any", subscription.resource);
    try {
      return await subscription.next("a notification, as proof that the subscription is live");
    } catch (error) {
      throw asSetupFailure(error);
    }
  }

  /** Leaves what is open, and opens nothing more: a judge whose time was over may still be at work. */
  leave(): void {
    this.#over = true;
    for (const exchange of this.exchanges) exchange.leave();
    for (const connection of this.#connections) connection.close();
  }

  /** Leaves what is open, removes what was made, and puts back what was there. Resolves with what did not succeed. */
  async clear(): Promise<readonly string[]> {
    this.leave();
    const failures: string[] = [];
    const unrecorded = (request: RequestToSend) => openExchange(this.#withFields(request), this.settings.wire);
    const removable = this.#trigger.offers("remove");
    for (const resource of this.#made) {
      if (!removable) failures.push(`${resource.url} is left there: nothing may remove it`);
      else {
        await this.#trigger.perform("remove", resource, unrecorded).catch(async (error: unknown) => {
          // It is gone already where the check deleted it.
          const status = error instanceof SetupFailure ? error.exchange?.status : undefined;
          if (status === 404 || status === 410) return;
          // Some refuse to remove what is not there.
          const get = unrecorded({ url: resource.url, method: "GET" });
          const found = await get.headWithin().then(
            (head) => head.status,
            () => undefined,
          );
          if (found !== 404 && found !== 410) failures.push(`${resource.url} is left there: ${String(error)}`);
        });
      }
    }
    if (this.#touched && this.settings.allowWrites) await this.#putBack(unrecorded, failures);
    return failures;
  }

  async #putBack(send: (request: RequestToSend) => Exchange, failures: string[]): Promise<void> {
    const { target } = this.settings;
    const before = this.offer.get;
    const type = before.field("Content-Type");
    const request =
      before.status === 404
        ? { method: "DELETE", url: target }
        : {
            method: "PUT",
            url: target,
            fields: type === undefined ? {} : { "Content-Type": type },
            content: before.body,
          };
    const exchange = send(request);
    await exchange.ended().catch(() => exchange.leave());
    const { status = 0 } = exchange;
    const done = (status >= 200 && status <= 299) || (request.method === "DELETE" && status === 404);
    if (!done) failures.push(`${target.href} was not put back: ${exchange.describe()}`);
  }

  async #freshResource(): Promise<Resource> {
    const { resourceTemplate, target } = this.settings;
    if (resourceTemplate === undefined || !freshResources(this.settings, this.#trigger)) {
      return { url: target.href, fresh: false };
    }
    const resource = this.made(resourceTemplate.replaceAll("{id}", this.id));
    const send = (request: RequestToSend) => this.#send(openExchange, request);
    try {
      await this.#trigger.perform("create", resource, send);
    } catch (error) {
      throw asSetupFailure(error);
    }
    return resource;
  }

  #mark(resource: Resource, method: string): void {
    const safe = ["GET", "HEAD", "OPTIONS", "QUERY"].includes(method);
    if (safe) return;
    if (!this.settings.allowWrites) throw new SetupFailure(`${method} is not allowed without --allow-writes`);
    this.#touched ||= !resource.fresh && resource.url === this.settings.target.href;
  }

  #send(send: (request: RequestToSend, wire: Settings["wire"]) => Exchange, request: RequestToSend): Exchange {
    if (this.#over) throw new SetupFailure("the check is over");
    const exchange = send(this.#withFields(request), this.settings.wire);
    this.exchanges.push(exchange);
    return exchange;
  }

  /** Adds the configuration's fields; the request's own win. */
  #withFields(request: RequestToSend): RequestToSend {
    const own = fieldLines(request.fields);
    const added = fieldLines(this.settings.fields).filter(({ name }) => fieldValue(own, name) === undefined);
    return { ...request, fields: [...added, ...own] };
  }
}

async function served<Kind extends Subscription>(subscription: Kind): Promise<Kind> {
  try {
    await subscription.served();
    return subscription;
  } catch (error) {
    throw asSetupFailure(error);
  }
}

/** What is waited for in vain while a check is being set up says nothing of what it judges. */
function asSetupFailure(error: unknown): unknown {
  return error instanceof WaitFailure ? new SetupFailure(error.message, error.exchange) : error;
}
