import { authorizedSeconds, type Requester } from "../delivery/authorization.ts";
import type { Channels } from "../delivery/channels.ts";
import type { Plan } from "../delivery/plan.ts";
import { ServedSubscription } from "../delivery/served-subscription.ts";
import { ServerError } from "../errors.ts";
import { namedBy, nameOf } from "../events/key.ts";
import { type Awaitable, isPromise } from "../events/log.ts";
import type { Core } from "../settings/core.ts";
import { longest } from "../settings/settings.ts";
import type { ProtocolName, SubscriptionCounts } from "../settings/statistics.ts";
import { within } from "../settings/within.ts";
import { Admission, type Slot } from "./admission.ts";
import { type Rejection, stopping, unauthorized, unavailable } from "./rejection.ts";

/** Who asks for a subscription; without `requester`, anyone may have it. */
interface Asking {
  readonly connection?: object | undefined;
  readonly requester?: ((resource: string) => Awaitable<Requester>) | undefined;
}

const anyone: Requester = { authorization: true };

/** Admits or rejects subscriptions, keeps track of them, and can end them all. */
export class Subscriptions {
  readonly #admission: Admission;
  readonly #present = new Set<ServedSubscription>();
  #closed = false;

  constructor(
    private readonly core: Core,
    private readonly channels: Channels,
  ) {
    this.#admission = new Admission(core.limits);
  }

  get counts(): SubscriptionCounts {
    return this.#admission.counts;
  }

  /** Counts that a connection asks for a subscription, before anything is done for it. Returns why it may not, if so. */
  attempt(resource: string, protocol: ProtocolName, { connection }: Asking): Rejection | undefined {
    const rejection = this.#admission.attemptOfConnection(connection);
    return rejection && this.#rejectedAs(resource, protocol, rejection);
  }

  /**
   * Joins a subscription, if it is taken. A failure on the way is reported, and rejects it. Never rejects its promise.
   *
   * @param onSlot - Gets the slot as soon as it is taken, to release it if the client leaves before the subscription has joined.
   */
  async open(plan: Plan, asking: Asking, onSlot?: (slot: Slot) => void): Promise<ServedSubscription | Rejection> {
    if (this.#closed) return this.#reject(plan, stopping);
    let client: string | undefined;
    let slot: Slot | undefined;
    try {
      const requester =
        asking.requester === undefined ? anyone : await this.#bounded(asking.requester(nameOf(plan.resource)));
      const { authorization } = requester;
      client = requester.client;
      const tooOften = this.#admission.attemptOfClient(client);
      if (tooOften !== undefined) return this.#reject(plan, tooOften, client);
      if (authorization !== true && authorizedSeconds(authorization) === 0)
        return this.#reject(plan, unauthorized, client);
      const admitted = this.#admission.admit(plan, { client, connection: asking.connection });
      if (admitted.kind === "rejection") return this.#reject(plan, admitted, client);
      slot = admitted;
      onSlot?.(slot);
      const limited = typeof authorization === "boolean" ? undefined : authorization;
      const subscription = await ServedSubscription.join(plan, this.channels, this.core, limited, admitted);
      this.#present.add(subscription);
      subscription.onGone(() => {
        this.#present.delete(subscription);
        admitted.release();
      });
      if (!this.#closed) return subscription;
      subscription.cancel();
      return this.#reject(plan, stopping, client);
    } catch (error) {
      slot?.release();
      this.core.onError(error);
      return this.#reject(plan, unavailable, client);
    }
  }

  /**
   * Ends all cleanly, and takes no more. Resolves when they are gone, or were broken off after `within` seconds.
   *
   * @throws {@link ServerError} `option`
   */
  async close(within: number): Promise<void> {
    if (!(within >= 0 && within <= longest)) {
      throw new ServerError("option", `within must be a number from 0 to ${longest}, not ${within}`);
    }
    this.#closed = true;
    for (const subscription of [...this.#present]) subscription.end();
    if (this.#present.size === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, within * 1000);
    });
    const gone = Array.from(this.#present, (one) => new Promise<void>((resolve) => one.onGone(resolve)));
    await Promise.race([Promise.all(gone), late]);
    clearTimeout(timer);
    for (const subscription of [...this.#present]) {
      subscription.breakOff(new ServerError("slow-reader", `A stream had not ended within ${within} seconds`));
    }
  }

  #bounded(answer: Awaitable<Requester>): Awaitable<Requester> {
    if (!isPromise(answer)) return answer;
    return within(answer, this.core.limits.extensionSeconds, "The authorization of a subscription");
  }

  #reject({ resource, protocol }: Plan, rejection: Rejection, client?: string): Rejection {
    return this.#rejectedAs(resource, protocol.name, rejection, client);
  }

  #rejectedAs(resource: string, protocol: ProtocolName, rejection: Rejection, client?: string): Rejection {
    const { status, code } = rejection;
    this.core.meter.refused[status] += 1;
    this.core.hooks.onRefused?.({ ...namedBy(resource), protocol, client, status, code });
    return rejection;
  }
}
