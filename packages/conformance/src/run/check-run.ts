import type { CheckContext, PlainRequest, RecordedConnection } from "../checks/check.ts";
import type { Offer } from "../checks/offer.ts";
import { NotApplicable, SetupFailure } from "../finding.ts";
import type { EventKind } from "../settings/configuration.ts";
import type { Settings } from "../settings/settings.ts";
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

/** One run of a check: what it opened, and what to clean up after it. */
export class CheckRun implements CheckContext {
  readonly settings: Settings;
  readonly offer: Offer;
  readonly exchanges: Exchange[] = [];
  readonly trigger: Trigger;
  readonly #connections: Connection[] = [];
  /** The resources that the check made, to be removed. */
  readonly createdResources: Resource[] = [];
  #resource: Promise<Resource> | undefined;
  /** Whether the check may have changed the target. */
  targetTouched = false;
  #over = false;

  constructor(
    context: RunContext,
    /** Fills `{id}` in the URL of its resource. */
    private readonly id: string,
  ) {
    this.settings = context.settings;
    this.offer = context.offer;
    this.trigger = context.trigger;
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
    if (container === undefined) throw new SetupFailure("the configuration has no container");
    return { url: container.href, fresh: false };
  }

  made(url: string): Resource {
    const resource = { url, fresh: true };
    this.createdResources.push(resource);
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
    const kinds = kind === "any" ? anyEvents(this.trigger) : [kind];
    this.targetTouched ||= !resource.fresh;
    const send = (request: RequestToSend) => this.#send(openExchange, request);
    let failure: unknown = new SetupFailure("the suite has no way to cause events");
    for (const action of kinds) {
      try {
        return await this.trigger.perform(action, resource, send);
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
      return await subscription.next("a notification, to prove that the subscription is live");
    } catch (error) {
      throw asSetupFailure(error);
    }
  }

  /** Closes what is open and opens nothing more: a check that exceeded its time limit may still be running. */
  leave(): void {
    this.#over = true;
    for (const exchange of this.exchanges) exchange.leave();
    for (const connection of this.#connections) connection.close();
  }

  async #freshResource(): Promise<Resource> {
    const { resourceTemplate, target } = this.settings;
    if (resourceTemplate === undefined || !freshResources(this.settings, this.trigger)) {
      return { url: target.href, fresh: false };
    }
    const resource = this.made(resourceTemplate.replaceAll("{id}", this.id));
    const send = (request: RequestToSend) => this.#send(openExchange, request);
    try {
      await this.trigger.perform("create", resource, send);
    } catch (error) {
      throw asSetupFailure(error);
    }
    return resource;
  }

  #mark(resource: Resource, method: string): void {
    const safe = ["GET", "HEAD", "OPTIONS", "QUERY"].includes(method);
    if (safe) return;
    if (!this.settings.allowWrites) throw new SetupFailure(`${method} is not allowed without --allow-writes`);
    this.targetTouched ||= !resource.fresh && resource.url === this.settings.target.href;
  }

  #send(send: (request: RequestToSend, wire: Settings["wire"]) => Exchange, request: RequestToSend): Exchange {
    if (this.#over) throw new SetupFailure("the check is over");
    const exchange = send(this.withFields(request), this.settings.wire);
    this.exchanges.push(exchange);
    return exchange;
  }

  /** Adds the configuration's fields. If the request has a field of the same name, that one wins. */
  withFields(request: RequestToSend): RequestToSend {
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

/**
 * Turns a failed wait into a failed setup: while a check is set up, a missing response says nothing about its
 * requirement.
 */
function asSetupFailure(error: unknown): unknown {
  return error instanceof WaitFailure ? new SetupFailure(error.message, error.exchange) : error;
}
