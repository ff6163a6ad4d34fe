import type { Observer } from "../delivery/observer.ts";
import { Opening } from "../delivery/opening.ts";
import type { Plan, Refusal } from "../delivery/plan.ts";
import { ServerError } from "../errors.ts";
import type { Awaitable } from "../events/log.ts";
import type { PrepRefused } from "../protocols/prep/negotiate.ts";
import type { Core } from "../settings/core.ts";
import { longest } from "../settings/settings.ts";
import type { SubscriptionCounts } from "../settings/statistics.ts";
import { Admission, type Place } from "./admission.ts";
import { authorizedSeconds, type Requester } from "./authorization.ts";
import { type Declined, refusalOf, stopping, unauthorized, unavailable } from "./rejection.ts";

/** Takes subscriptions or refuses them, knows those that there are, and ends them all. */
export class Subscriptions {
  readonly #admission: Admission;
  readonly #present = new Set<Opening>();
  #closed = false;

  constructor(
    private readonly core: Core,
    private readonly observer: Observer,
  ) {
    this.#admission = new Admission(core.limits);
  }

  get counts(): SubscriptionCounts {
    return this.#admission.counts;
  }

  /** Joins a subscription, if it is to be taken; a failure on the way is reported, and refuses it. */
  async open(plan: Plan, identify: () => Awaitable<Requester>): Promise<Opening | PrepRefused | Refusal> {
    if (this.#closed) return this.#refuse(plan, stopping);
    let client: string | undefined;
    let place: Place | undefined;
    try {
      const requester = await identify();
      const { authorization } = requester;
      client = requester.client;
      if (authorizedSeconds(authorization) === 0) return this.#refuse(plan, unauthorized, client);
      const admitted = this.#admission.admit(plan, client);
      if (admitted.kind === "declined") return this.#refuse(plan, admitted, client);
      place = admitted;
      const limited = typeof authorization === "boolean" ? undefined : authorization;
      const opening = await Opening.join(plan, this.observer, this.core, limited);
      this.#present.add(opening);
      opening.onGone(() => {
        this.#present.delete(opening);
        admitted.release();
      });
      if (!this.#closed) return opening;
      opening.cancel();
      return this.#refuse(plan, stopping, client);
    } catch (error) {
      place?.release();
      this.core.onError(error);
      return this.#refuse(plan, unavailable, client);
    }
  }

  /**
   * Ends all cleanly, and takes no more; resolves when they are gone, or were broken off since the time was over.
   *
   * @throws {@link ServerError} `option`
   */
  async close(within: number): Promise<void> {
    if (!(within >= 0 && within <= longest)) {
      throw new ServerError("option", `within must be a number from 0 to ${longest}, not ${within}`);
    }
    this.#closed = true;
    for (const opening of [...this.#present]) opening.end();
    if (this.#present.size === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, within * 1000);
    });
    const gone = Array.from(this.#present, (opening) => new Promise<void>((resolve) => opening.onGone(resolve)));
    await Promise.race([Promise.all(gone), late]);
    clearTimeout(timer);
    for (const opening of [...this.#present]) {
      opening.breakOff(new ServerError("slow-reader", `A stream had not ended within ${within} seconds`));
    }
  }

  #refuse(plan: Plan, declined: Declined, client?: string): PrepRefused | Refusal {
    const { status, code } = declined;
    const { resource, protocol } = plan;
    this.core.meter.refused[status] += 1;
    this.core.hooks.onRefused({ resource, protocol, client, status, code });
    return refusalOf(plan, declined);
  }
}
