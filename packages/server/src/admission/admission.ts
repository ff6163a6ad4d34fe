import type { Plan } from "../delivery/plan.ts";
import { nameOf } from "../events/key.ts";
import type { Settings } from "../settings/settings.ts";
import type { SubscriptionCounts } from "../settings/statistics.ts";
import type { Rejection } from "./rejection.ts";

/** A subscription's slot among those that the limits allow. */
export interface Slot {
  readonly kind: "slot";
  /** Gives the slot back. Further calls do nothing. */
  release(): void;
}

interface OfResource {
  count: number;
  /** The number of subscriptions of each kind of notification. */
  readonly kinds: Map<string, number>;
}

interface OfClient {
  count: number;
  /** The number of new subscriptions that the client could still make at the time `since`. */
  credit: number;
  /** In milliseconds of the clock. */
  since: number;
}

type AdmissionLimits = Settings["limits"];

/** How many clients without subscriptions are remembered, for the rate at which they make new ones. */
const rememberedClients = 10_000;

/** Counts subscriptions, and decides whether there is room for one more (EQ-LD-1, PREP-NO-4, PREP-SE-1). */
export class Admission {
  readonly #resources = new Map<string, OfResource>();
  readonly #clients = new Map<string, OfClient>();
  /** Clients without a subscription, the longest unseen first. */
  readonly #clientsThatLeft = new Map<string, OfClient>();
  readonly #protocols = { prep: 0, "events-query": 0 };
  #count = 0;

  constructor(
    private readonly limits: AdmissionLimits,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The subscriptions that have a slot. */
  get counts(): SubscriptionCounts {
    const byResource = new Map<string, number>();
    for (const [key, { count }] of this.#resources) {
      const name = nameOf(key);
      byResource.set(name, (byResource.get(name) ?? 0) + count);
    }
    return { total: this.#count, byProtocol: { ...this.#protocols }, byResource };
  }

  /** Takes a slot for a subscription, before anything else is done for it. */
  admit(plan: Plan, client: string | undefined): Slot | Rejection {
    const { limits } = this;
    const resource = this.#resources.get(plan.resource);
    const kind = kindOf(plan);
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
    if (resource !== undefined && !resource.kinds.has(kind) && resource.kinds.size >= limits.audiencesPerResource) {
      const most = limits.audiencesPerResource;
      return full(
        "too-many-audiences",
        `This resource sends its events in ${most} ways already: ask for another form.`,
      );
    }
    if (client !== undefined) {
      const rejection = this.#countClient(client);
      if (rejection !== undefined) return rejection;
    }
    return this.#take(plan, kind, client);
  }

  #take({ resource: key, protocol: { name: protocol } }: Plan, kind: string, client: string | undefined): Slot {
    this.#count += 1;
    this.#protocols[protocol] += 1;
    const resource = this.#resources.get(key) ?? { count: 0, kinds: new Map<string, number>() };
    this.#resources.set(key, resource);
    resource.count += 1;
    resource.kinds.set(kind, (resource.kinds.get(kind) ?? 0) + 1);
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      this.#count -= 1;
      this.#protocols[protocol] -= 1;
      resource.count -= 1;
      const left = (resource.kinds.get(kind) ?? 0) - 1;
      if (left > 0) resource.kinds.set(kind, left);
      else resource.kinds.delete(kind);
      if (resource.count === 0) this.#resources.delete(key);
      if (client !== undefined) this.#leaveClient(client);
    };
    return { kind: "slot", release };
  }

  /** Credit for new subscriptions comes back evenly: a minute has no edge at which twice as many are possible. */
  #countClient(client: string): Rejection | undefined {
    const { subscriptionsPerClient, newSubscriptionsPerClient } = this.limits;
    const now = this.now();
    const known = this.#clients.get(client) ?? this.#clientsThatLeft.get(client);
    if (known !== undefined && known.count >= subscriptionsPerClient) {
      const detail = `You have ${subscriptionsPerClient} subscriptions: end one before you begin another.`;
      return { kind: "rejection", status: 429, code: "too-many-subscriptions-of-client", detail, retryAfter: 5 };
    }
    const perMillisecond = newSubscriptionsPerClient / 60_000;
    const { count, credit, since } = known ?? { count: 0, credit: newSubscriptionsPerClient, since: now };
    const credited = Math.min(newSubscriptionsPerClient, credit + (now - since) * perMillisecond);
    if (credited < 1) {
      const retryAfter = Math.max(1, Math.ceil((1 - credited) / perMillisecond / 1000));
      const detail = `You may make ${newSubscriptionsPerClient} subscriptions a minute.`;
      return { kind: "rejection", status: 429, code: "too-many-new-subscriptions", detail, retryAfter };
    }
    this.#clientsThatLeft.delete(client);
    this.#clients.set(client, { count: count + 1, credit: credited - 1, since: now });
    return undefined;
  }

  #leaveClient(client: string): void {
    const known = this.#clients.get(client);
    if (known === undefined) return;
    known.count -= 1;
    if (known.count > 0) return;
    this.#clients.delete(client);
    this.#clientsThatLeft.set(client, known);
    if (this.#clientsThatLeft.size <= rememberedClients) return;
    for (const longestUnseen of this.#clientsThatLeft.keys()) {
      this.#clientsThatLeft.delete(longestUnseen);
      break;
    }
  }
}

/** What a request says about how events are to be rendered and framed. */
function kindOf({ choices: [{ encapsulation, form, delta }] }: Plan): string {
  return JSON.stringify([encapsulation, form.mediaType, delta]);
}

function full(code: string, detail: string): Rejection {
  return { kind: "rejection", status: 503, code, detail, retryAfter: 5 };
}
