import { ServerError } from "../errors.ts";
import { namedBy, nameOf } from "../events/key.ts";
import { normalMediaType } from "../events/variant.ts";
import { atOnce } from "../settings/at-once.ts";
import type { Core } from "../settings/core.ts";
import type { SubscriptionDescription, SubscriptionEnd } from "../settings/hooks.ts";
import { contained } from "../settings/report.ts";
import type { Audience, AudienceKind } from "./audience.ts";
import { type AudiencePlaces, placedKind, unlimitedPlaces } from "./audience-places.ts";
import { type Authorization, authorizedSeconds, onRevoked } from "./authorization.ts";
import { AuthorizedSubscriber } from "./authorized-subscriber.ts";
import { BodyReader } from "./body-reader.ts";
import { CatchUp } from "./catch-up.ts";
import type { Channel } from "./channel.ts";
import type { Channels } from "./channels.ts";
import { sendComplete, sendUnavailable } from "./complete-response.ts";
import { judgeOf } from "./judge.ts";
import { LatestSubscriber } from "./latest-subscriber.ts";
import type { Plan } from "./plan.ts";
import type { StreamHead } from "./protocol.ts";
import type { ApplicationResponse, Respond } from "./sink.ts";
import { StreamWriter } from "./stream-writer.ts";

/** How far a subscription has come. */
type State =
  /** It listens to its resource's channel; the representation may be read. */
  | { readonly name: "joined" }
  /** It has the representation, and finds out how to send it. */
  | { readonly name: "beginning" }
  /** Its head is out. */
  | { readonly name: "streaming"; readonly writer: StreamWriter }
  /** It came to nothing. */
  | { readonly name: "cancelled" };

/**
 * A subscription from its request to the close of its response. It joins before the representation is read, holds what
 * happens meanwhile, sends head, representation and held events, and then gets events as a member of an audience
 * (architecture, invariant 1).
 */
export class ServedSubscription {
  readonly kind = "subscription";
  readonly #channel: Channel;
  readonly #catchUp: CatchUp;
  readonly #onGone: (() => void)[] = [];
  #state: State = { name: "joined" };
  #letGo: (() => void) | undefined;

  private constructor(
    readonly plan: Plan,
    private readonly channels: Channels,
    private readonly core: Core,
    private readonly authorization: Authorization | undefined,
    private readonly places: AudiencePlaces,
  ) {
    this.#channel = channels.channel(plan.resource);
    this.#catchUp = new CatchUp(plan, this.#channel, core, () => this.#writer?.abort(this.#tooManyHeld()));
  }

  /** Joins; read the representation only afterwards. Rejects with {@link ServerError} `log` if the log failed. */
  static async join(
    plan: Plan,
    channels: Channels,
    core: Core,
    authorization?: Authorization,
    places = unlimitedPlaces,
  ): Promise<ServedSubscription> {
    const subscription = new ServedSubscription(plan, channels, core, authorization, places);
    try {
      await subscription.#catchUp.request();
      return subscription;
    } catch (cause) {
      subscription.cancel();
      throw new ServerError("log", `The log could not give the position of ${nameOf(plan.resource)}`, { cause });
    }
  }

  /** Leaves, if the subscription comes to nothing. */
  cancel(): void {
    this.#leaveChannel();
    if (this.#state.name === "streaming") return;
    this.#state = { name: "cancelled" };
    this.#gone();
  }

  /** Whether it came to nothing. */
  get cancelled(): boolean {
    return this.#state.name === "cancelled";
  }

  /** Calls the listener once nothing is left of the subscription: its response is closed, or it came to nothing. */
  onGone(listener: () => void): void {
    this.#onGone.push(listener);
  }

  /** Ends the stream cleanly since the server is closed; one that is not live yet ends as soon as it is. */
  end(): void {
    this.#catchUp.end();
  }

  /** Breaks the response off, whether it was ended or not. If its representation has not come, there will be none. */
  breakOff(reason: unknown): void {
    if (this.#state.name === "joined") this.cancel();
    else this.#writer?.breakOff(reason);
  }

  /**
   * Responds with the representation and the notifications. Resolves when the representation is sent and the subscription
   * is live, or over. Never rejects: a failure is reported, and breaks the response off.
   */
  async begin(response: ApplicationResponse, respond: Respond): Promise<void> {
    if (this.#state.name !== "joined")
      throw new Error(`A subscription begins once, and this one is ${this.#state.name}`);
    this.#state = { name: "beginning" };
    let reader: BodyReader | undefined;
    try {
      reader = new BodyReader(response.body);
      const { plan, core } = this;
      const { status, fields } = response;
      const contentType = fields.get("content-type");
      const variant = contentType === null ? undefined : normalMediaType(contentType);
      const start = await this.#catchUp.adjust(plan.representation === "never" ? undefined : fields, variant);
      const representation = plan.representation === "always" || (plan.representation !== "never" && !start.resumed);
      // The head never promises more than the authorization is valid for (EQ-EV-5).
      const authorized = authorizedSeconds(this.authorization ?? true);
      const duration = authorized < plan.duration ? plan.protocol.promise(authorized) : plan.duration;
      const head = await plan.protocol.streamHead({
        status,
        fields,
        variant,
        reader,
        representation,
        eventId: start.id,
        duration,
        audienceOf: (kind) => this.#sharedAudience(kind),
        privateAudienceOf: (kind) => this.#privateAudience(kind),
      });
      // The client may have left meanwhile.
      if (this.cancelled) return;
      if (head.kind === "complete") return sendComplete(head, respond, core.onError);
      if (this.#catchUp.overflowed) throw this.#tooManyHeld();
      const writer = new StreamWriter(atOnce(respond(head.status, head.fields), "A sink"), head.close, core);
      this.#state = { name: "streaming", writer };
      writer.onGone(() => this.#gone());
      await this.#send(
        head,
        writer,
        reader,
        {
          ...namedBy(plan.resource),
          protocol: plan.protocol.name,
          encapsulation: head.audience.kind.encapsulation,
          form: head.audience.kind.form.mediaType,
          resumed: start.resumed,
          duration,
        },
        authorized,
      );
    } catch (error) {
      // The client has left: there is nobody for whom the content could have broken off.
      if (this.cancelled && error instanceof ServerError && error.code === "representation") return;
      if (this.#writer === undefined) sendUnavailable(error, respond, this.core.onError);
      else this.#writer.abort(error);
    } finally {
      reader?.cancel();
      if (!this.#catchUp.live) this.cancel();
    }
  }

  async #send(
    { audience, before, representation, after }: StreamHead,
    writer: StreamWriter,
    reader: BodyReader,
    description: SubscriptionDescription,
    authorizedSeconds: number,
  ): Promise<void> {
    const { plan, core, authorization } = this;
    const judge = authorization && judgeOf(authorization, core);
    const permitted =
      plan.latest && audience.kind.form.latest === true
        ? new LatestSubscriber(writer, audience.frameAfterGap.bind(audience), core, judge)
        : writer;
    const subscriber = judge === undefined ? permitted : new AuthorizedSubscriber(permitted, writer, judge, core);
    const begun = performance.now();
    this.#countBegin(description);
    writer.onEnd((reason) => {
      reader.cancel();
      audience.remove(subscriber);
      this.#leaveChannel();
      this.#countEnd(description, { reason, seconds: (performance.now() - begun) / 1000 });
    });
    if (authorization !== undefined) {
      const unwatch = onRevoked(authorization, () => writer.end("unauthorized"));
      writer.onEnd(() => contained(unwatch, core.onError));
    }
    if (authorizedSeconds < plan.duration) writer.endAfter(authorizedSeconds, "unauthorized");
    else writer.endAfter(plan.duration);
    const stream = { audience, writer, subscriber, judge, permitted };
    if (representation === undefined) reader.cancel();
    const preceding =
      representation === undefined ? before : await writer.sendRepresentation(reader, before, representation);
    await this.#catchUp.run([...preceding, ...after], stream, core.meter);
  }

  /** The shared audience of a kind, as long as this subscription needs it: others would make it anew, again and again. */
  #sharedAudience(kind: AudienceKind): Audience {
    const audience = this.#channel.audience(placedKind(kind, this.places), true);
    this.#letGo?.();
    this.#letGo = audience.hold();
    return audience;
  }

  #privateAudience(kind: AudienceKind): Audience | undefined {
    if (!this.places.takePrivateAudience()) return undefined;
    this.#letGo?.();
    return this.#channel.audience(kind, false);
  }

  #countBegin(description: SubscriptionDescription): void {
    const { meter, hooks } = this.core;
    meter.opened += 1;
    if (description.resumed) meter.resumed += 1;
    hooks.onSubscribed?.(description);
  }

  #countEnd(description: SubscriptionDescription, end: SubscriptionEnd): void {
    const { meter, hooks } = this.core;
    meter.ended[end.reason] += 1;
    hooks.onEnded?.(description, end);
  }

  #leaveChannel(): void {
    this.#catchUp.leave();
    this.#letGo?.();
    this.channels.tidy(this.plan.resource);
  }

  #gone(): void {
    for (const listener of this.#onGone.splice(0)) listener();
  }

  #tooManyHeld(): ServerError {
    const { heldEvents, heldBytes } = this.core.limits;
    const message = `More than ${heldEvents} events, or ${heldBytes} bytes of them, happened on ${nameOf(this.plan.resource)} while its representation was read`;
    return new ServerError("held-events", message);
  }

  get #writer(): StreamWriter | undefined {
    return this.#state.name === "streaming" ? this.#state.writer : undefined;
  }
}
