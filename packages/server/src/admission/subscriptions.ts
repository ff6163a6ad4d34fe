import {
  type AuthorizationDecision,
  authorizedSeconds,
  checkedIn,
  type InContext,
  type Requester,
  readDecision,
} from "../delivery/authorization.ts";
import type { Channels } from "../delivery/channels.ts";
import type { Plan } from "../delivery/plan.ts";
import { ServedSubscription } from "../delivery/served-subscription.ts";
import { ServerError } from "../errors.ts";
import { namedBy, nameOf } from "../events/key.ts";
import { type Awaitable, isPromise } from "../events/log.ts";
import type { Core } from "../settings/core.ts";
import { hooksIn } from "../settings/hooks.ts";
import { longest } from "../settings/settings.ts";
import type { ProtocolName, SubscriptionCounts } from "../settings/statistics.ts";
import { within } from "../settings/within.ts";
import { Admission, type Asker, type Slot } from "./admission.ts";
import { notStreamed, type Rejection, stopping, unauthorized, unavailable } from "./rejection.ts";

/** Who asks for a subscription; without `requester`, anyone may have it. */
interface Asking {
  readonly connection?: object | undefined;
  readonly pipeline?: object | undefined;
  readonly streams?: boolean | undefined;
  asyncContext?(): InContext;
  readonly requester?: ((resource: string) => Awaitable<Requester>) | undefined;
}

/** Somebody who may ask for a subscription. */
export interface Applicant extends Asker {
  readonly kind: "applicant";
  readonly authorization: AuthorizationDecision;
  /** Calls what the application gave in the context of the request. */
  readonly inContext?: InContext | undefined;
}

/** Who asks, if an untyped caller does not say. */
const nobody: Requester = { authorization: false };

function isAuthorized(authorization: AuthorizationDecision): boolean {
  return authorizedSeconds(authorization) > 0;
}

/** The name of the client. Only a text can be counted by, and bounded. */
function clientOf({ client }: Requester): string | undefined {
  // Untyped callers may give anything.
  const name: unknown = client ?? undefined;
  if (name === undefined || typeof name === "string") return name;
  throw new ServerError("authorization", "The name of a client must be a string, or undefined");
}

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

  /**
   * Counts that somebody asks for a subscription, and finds out who, before anything else is done for it: whatever becomes of
   * the request counts toward the limits. Never rejects its promise.
   */
  attempt(resource: string, protocol: ProtocolName, asking: Asking): Awaitable<Applicant | Rejection> {
    const reject = (rejection: Rejection, client?: string) => this.#rejectedAs(resource, protocol, rejection, client);
    if (this.#closed) return reject(stopping);
    if (asking.streams === false) return reject(notStreamed);
    // Asked for once: an adapter may not know it any more when the client has left.
    const { connection, pipeline } = asking;
    this.#admission.attemptOfPipeline(pipeline);
    const tooOften = this.#admission.attemptOfConnection(connection);
    if (tooOften !== undefined) return reject(tooOften);
    if (asking.requester === undefined) return this.#applicant(asking, { connection, pipeline, authorization: true });
    return this.#identify(nameOf(resource), asking, { connection, pipeline }, reject);
  }

  async #identify(
    name: string,
    asking: Asking,
    asker: Asker,
    reject: (rejection: Rejection, client?: string) => Rejection,
  ): Promise<Applicant | Rejection> {
    let client: string | undefined;
    try {
      const requester = await this.#bounded(asking.requester?.(name) ?? nobody);
      client = clientOf(requester);
      const tooOften = this.#admission.attemptOfClient(client);
      if (tooOften !== undefined) return reject(tooOften, client);
      const authorization = readDecision(requester.authorization);
      if (!isAuthorized(authorization)) return reject(unauthorized, client);
      return this.#applicant(asking, { ...asker, client, authorization });
    } catch (error) {
      this.core.onError(error);
      return reject(unavailable, client);
    }
  }

  #applicant(asking: Asking, { authorization, ...others }: Omit<Applicant, "kind" | "inContext">): Applicant {
    const limits = typeof authorization === "object" ? authorization : undefined;
    const isCalledLater = limits?.check !== undefined || this.core.hooks.onEnded !== undefined;
    const inContext = isCalledLater ? asking.asyncContext?.() : undefined;
    const checked = limits !== undefined && inContext !== undefined ? checkedIn(inContext, limits) : authorization;
    return { kind: "applicant", ...others, authorization: checked, inContext };
  }

  /** Refuses what a connection asks for, since something failed before. */
  refuse(resource: string, protocol: ProtocolName, { connection }: Asking): Rejection {
    const rejection = this.#closed ? stopping : (this.#admission.attemptOfConnection(connection) ?? unavailable);
    return this.#rejectedAs(resource, protocol, rejection);
  }

  /**
   * Joins a subscription, if it is taken. A failure on the way is reported, and rejects it. Never rejects its promise.
   *
   * @param onSlot - Gets the slot as soon as it is taken, to release it if the client leaves before the subscription has joined.
   */
  async open(plan: Plan, applicant: Applicant, onSlot?: (slot: Slot) => void): Promise<ServedSubscription | Rejection> {
    const { client, authorization, inContext } = applicant;
    // The authorization may have lapsed while the request was read.
    if (!isAuthorized(authorization)) return this.#reject(plan, unauthorized, client);
    const slot = this.#admission.admit(plan, applicant);
    if (slot.kind === "rejection") return this.#reject(plan, slot, client);
    try {
      onSlot?.(slot);
      const limited = typeof authorization === "boolean" ? undefined : authorization;
      const core = inContext === undefined ? this.core : { ...this.core, hooks: hooksIn(inContext, this.core.hooks) };
      const subscription = await ServedSubscription.join(plan, this.channels, core, limited, slot);
      this.#present.add(subscription);
      subscription.onGone(() => {
        this.#present.delete(subscription);
        slot.release();
      });
      const refusal = this.#closed ? stopping : this.#admission.refusalOfPipeline(applicant.pipeline);
      if (refusal === undefined) return subscription;
      subscription.cancel();
      return this.#reject(plan, refusal, client);
    } catch (error) {
      slot.release();
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
