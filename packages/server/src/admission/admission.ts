import { audienceKey } from "../delivery/audience.ts";
import type { AudiencePlaces } from "../delivery/audience-places.ts";
import type { Plan } from "../delivery/plan.ts";
import { nameOf } from "../events/key.ts";
import type { Settings } from "../settings/settings.ts";
import type { SubscriptionCounts } from "../settings/statistics.ts";
import { Clients } from "./clients.ts";
import { hasPlace, leavePlace, newOwner, type Owner, takePlace } from "./places.ts";
import type { Rejection } from "./rejection.ts";

/** A subscription's slot among those that the limits allow. */
export interface Slot extends AudiencePlaces {
  readonly kind: "slot";
  /** Gives the slot back. Further calls do nothing. */
  release(): void;
}

/** Who asks for a subscription. */
export interface Asker {
  /** The name by which the application knows the client. */
  readonly client?: string | undefined;
  /** What the requests of one connection share. */
  readonly connection?: object | undefined;
  /** What the requests share that came at once on one connection, where no more is known of it. */
  readonly pipeline?: object | undefined;
}

interface OfResource {
  count: number;
  /** The audiences that not everybody shares: how many subscriptions are in each. */
  readonly audiences: Map<unknown, number>;
  /** The first variant that a subscriber got: its audiences are among those that always have room. */
  variant?: string | undefined;
}

type AdmissionLimits = Settings["limits"];

/** Counts subscriptions, and decides whether there is room for one more (EQ-LD-1, PREP-NO-4, PREP-SE-1). */
export class Admission {
  readonly #resources = new Map<string, OfResource>();
  readonly #clients: Clients;
  readonly #connections = new WeakMap<object, Owner>();
  readonly #pipelines = new WeakMap<object, number>();
  readonly #protocols = { prep: 0, "events-query": 0 };
  #count = 0;

  constructor(
    private readonly limits: AdmissionLimits,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#clients = new Clients(limits.newSubscriptionsPerClient);
  }

  /** The subscriptions that have a slot. */
  get counts(): SubscriptionCounts {
    const byResource = new Map<string, number>();
    for (const [key, { count }] of this.#resources) {
      const name = nameOf(key);
      byResource.set(name, (byResource.get(name) ?? 0) + count);
    }
    return { total: this.#count, byProtocol: { ...this.#protocols }, byResource };
  }

  /** Counts an attempt of a connection, whatever becomes of it. */
  attemptOfConnection(connection: object | undefined): Rejection | undefined {
    if (connection === undefined) return undefined;
    const seconds = this.#ofConnection(connection).rate.take(this.now());
    return seconds === 0 ? undefined : tooMany(this.limits.newSubscriptionsPerConnection, "a connection", seconds);
  }

  /** Counts an attempt of a pipeline, whatever becomes of it. */
  attemptOfPipeline(pipeline: object | undefined): void {
    if (pipeline !== undefined) this.#pipelines.set(pipeline, (this.#pipelines.get(pipeline) ?? 0) + 1);
  }

  /** Why a pipeline has asked for too many subscriptions, if it has: known once all of its requests were counted. */
  refusalOfPipeline(pipeline: object | undefined): Rejection | undefined {
    const most = this.limits.waitingRequests;
    if (pipeline === undefined || (this.#pipelines.get(pipeline) ?? 0) <= most) return undefined;
    const detail = `${most} subscriptions are the most that a connection may ask for at once: use another one.`;
    return { kind: "rejection", status: 429, code: "too-many-subscriptions-at-once", detail, retryAfter: 5 };
  }

  /** Counts an attempt of a client, whatever becomes of it. */
  attemptOfClient(client: string | undefined): Rejection | undefined {
    if (client === undefined) return undefined;
    const now = this.now();
    const seconds = this.#clients.of(client, now).rate.take(now);
    return seconds === 0 ? undefined : tooMany(this.limits.newSubscriptionsPerClient, "a client", seconds);
  }

  /** Takes a slot for a subscription, before anything else is done for it. */
  admit(plan: Plan, { client, connection }: Asker): Slot | Rejection {
    const { limits } = this;
    const resource = this.#resources.get(plan.resource);
    if (this.#count >= limits.subscriptions) {
      return full(
        "too-many-subscriptions",
        `This server has ${limits.subscriptions} subscriptions, and takes no more.`,
      );
    }
    if (resource !== undefined && resource.count >= limits.subscriptionsPerResource) {
      const most = limits.subscriptionsPerResource;
      return full("too-many-subscriptions-of-resource", `This resource has ${most} subscriptions, and takes no more.`);
    }
    const ofClient = client === undefined ? undefined : this.#clients.of(client, this.now());
    if (ofClient !== undefined && ofClient.count >= limits.subscriptionsPerClient) {
      const detail = `You have ${limits.subscriptionsPerClient} subscriptions: end one before you begin another.`;
      return { kind: "rejection", status: 429, code: "too-many-subscriptions-of-client", detail, retryAfter: 5 };
    }
    const ofConnection = connection && this.#ofConnection(connection);
    if (ofConnection !== undefined && ofConnection.count >= limits.subscriptionsPerConnection) {
      const detail = `This connection has ${limits.subscriptionsPerConnection} subscriptions: use another one.`;
      return { kind: "rejection", status: 429, code: "too-many-subscriptions-of-connection", detail, retryAfter: 5 };
    }
    const owner = ofConnection ?? ofClient;
    const audience = audienceOf(plan);
    if (audience !== undefined && !this.#hasPlace(plan.resource, audience, owner)) {
      return full("too-many-audiences", "This resource sends its events in too many ways already: ask for no deltas.");
    }
    return this.#take(
      plan,
      audience,
      owner,
      client === undefined ? undefined : { name: client, owner: ofClient as Owner },
      ofConnection,
    );
  }

  #take(
    { resource: key, protocol: { name: protocol } }: Plan,
    audience: string | undefined,
    owner: Owner | undefined,
    client: { readonly name: string; readonly owner: Owner } | undefined,
    connection: Owner | undefined,
  ): Slot {
    this.#count += 1;
    this.#protocols[protocol] += 1;
    const resource: OfResource = this.#resources.get(key) ?? { count: 0, audiences: new Map() };
    this.#resources.set(key, resource);
    resource.count += 1;
    if (client !== undefined) this.#clients.join(client.name, client.owner);
    if (connection !== undefined) connection.count += 1;
    const places: unknown[] = [];
    const takeAudience = (kind: unknown): void => {
      places.push(kind);
      takePlace(resource.audiences, kind);
      if (owner === undefined) return;
      const ofOwner = owner.audiences.get(key) ?? new Map<unknown, number>();
      owner.audiences.set(key, ofOwner);
      takePlace(ofOwner, kind);
    };
    if (audience !== undefined) takeAudience(audience);
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      this.#count -= 1;
      this.#protocols[protocol] -= 1;
      resource.count -= 1;
      for (const kind of places) {
        leavePlace(resource.audiences, kind);
        const ofOwner = owner?.audiences.get(key);
        if (ofOwner === undefined) continue;
        leavePlace(ofOwner, kind);
        if (ofOwner.size === 0) owner?.audiences.delete(key);
      }
      if (resource.count === 0) this.#resources.delete(key);
      if (client !== undefined) this.#clients.leave(client.name, client.owner);
      if (connection !== undefined) connection.count -= 1;
    };
    const take = (kind: unknown): boolean => {
      if (released || !this.#hasPlace(key, kind, owner)) return false;
      takeAudience(kind);
      return true;
    };
    return {
      kind: "slot",
      takeVariant: (kind) => {
        resource.variant ??= kind.variant;
        return kind.variant === resource.variant || take(audienceKey(kind));
      },
      takePrivateAudience: () => take(Symbol("private")),
      release,
    };
  }

  #hasPlace(key: string, kind: unknown, owner: Owner | undefined): boolean {
    const { audiencesPerResource, audiencesPerConnection } = this.limits;
    if (!hasPlace(this.#resources.get(key)?.audiences, kind, audiencesPerResource)) return false;
    return hasPlace(owner?.audiences.get(key), kind, audiencesPerConnection);
  }

  #ofConnection(connection: object): Owner {
    const known = this.#connections.get(connection);
    if (known !== undefined) return known;
    const owner = newOwner(this.limits.newSubscriptionsPerConnection, this.now());
    this.#connections.set(connection, owner);
    return owner;
  }
}

/**
 * The audience that not everybody shares: one with deltas. The forms as they are always have theirs. It counts by all choices,
 * since the representation may decide for another one than the first.
 */
function audienceOf({ choices }: Plan): string | undefined {
  return choices.some(({ delta }) => delta !== undefined) ? JSON.stringify(choices.map(audienceKey)) : undefined;
}

function full(code: string, detail: string): Rejection {
  return { kind: "rejection", status: 503, code, detail, retryAfter: 5 };
}

function tooMany(perMinute: number, whose: string, retryAfter: number): Rejection {
  const detail = `${perMinute} subscriptions a minute are the most that ${whose} may ask for.`;
  return { kind: "rejection", status: 429, code: "too-many-new-subscriptions", detail, retryAfter };
}
