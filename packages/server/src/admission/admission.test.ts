import { describe, expect, it } from "vitest";
import { createFixture } from "../../test/fixture.ts";
import type { SubscriptionLimits } from "../settings/options.ts";
import { settingsOf } from "../settings/settings.ts";
import { Admission, type Slot } from "./admission.ts";

const { prepPlan, queryPlan } = createFixture({ deltas: ["a/1", "a/2"] });
const prep = (resource = "/a", accept = "") => prepPlan({ "accept-events": `"prep"${accept}` }, resource);

function createAdmission(limits: SubscriptionLimits) {
  const clock = { now: 0 };
  const admission = new Admission(settingsOf({ limits }).limits, () => clock.now);
  const admit = (plan = prep(), client?: string): Slot => {
    const admitted = admission.admit(plan, { client });
    if (admitted.kind === "rejection") throw new Error(admitted.code);
    return admitted;
  };
  return { admission, admit, clock };
}

describe("Admission", () => {
  it("counts subscriptions by protocol and by resource, and stops counting released ones", () => {
    const { admission, admit } = createAdmission({});
    const slots = [admit(prep("/a")), admit(prep("/b")), admit(queryPlan("{}", {}, "/b"), "me")];
    expect(admission.counts).toEqual({
      total: 3,
      byProtocol: { prep: 2, "events-query": 1 },
      byResource: new Map([
        ["/a", 1],
        ["/b", 2],
      ]),
    });
    for (const slot of slots) {
      slot.release();
      slot.release();
    }
    expect(admission.counts).toEqual({
      total: 0,
      byProtocol: { prep: 0, "events-query": 0 },
      byResource: new Map(),
    });
  });

  it("rejects with 503 above the total limit, and admits again once there is room (EQ-LD-1, PREP-NO-4)", () => {
    const { admission, admit } = createAdmission({ subscriptions: 2 });
    const [first] = [admit(prep("/a")), admit(prep("/b"))];
    expect(admission.admit(prep("/c"), {})).toMatchObject({
      kind: "rejection",
      status: 503,
      code: "too-many-subscriptions",
      retryAfter: 5,
    });
    first?.release();
    admit(prep("/c"));
  });

  it("rejects with 503 above the limit for one resource", () => {
    const { admission, admit } = createAdmission({ subscriptionsPerResource: 1 });
    admit(prep("/a"));
    admit(prep("/b"));
    expect(admission.admit(prep("/a"), {})).toMatchObject({
      status: 503,
      code: "too-many-subscriptions-of-resource",
    });
  });

  it("rejects with 503 if a resource would get too many audiences with deltas, but admits more members to existing ones", () => {
    const { admission, admit } = createAdmission({ audiencesPerResource: 1 });
    const delta = (type: string) => prep("/a", `;accept=("message/rfc822";delta="${type}")`);
    const slots = [admit(delta("a/1")), admit(delta("a/1"))];
    expect(admission.admit(delta("a/2"), {})).toMatchObject({ status: 503, code: "too-many-audiences" });
    for (const slot of slots) slot.release();
    admit(delta("a/2"));
  });

  it("always has room for the forms as they are", () => {
    const { admission, admit } = createAdmission({ audiencesPerResource: 1 });
    admit(prep("/a", ';accept=("message/rfc822";delta="a/1")'));
    admit(prep("/a"));
    admit(queryPlan('{"events":{}}', {}, "/a"));
    admit(queryPlan('{"events":{}}', { accept: "application/json-seq" }, "/a"));
    expect(admission.counts.total).toBe(4);
  });

  it("gives each connection, or else each client, a share of the audiences", () => {
    for (const of of [{ connection: {} }, { client: "one" }]) {
      const { admission } = createAdmission({ audiencesPerConnection: 2 });
      const slots = Array.from({ length: 4 }, () => admission.admit(prep("/a"), of)) as Slot[];
      expect(slots.map((slot) => slot.takePrivateAudience())).toEqual([true, true, false, false]);
      expect((admission.admit(prep("/b"), of) as Slot).takePrivateAudience()).toBe(true);
      expect((admission.admit(prep("/a"), { connection: {} }) as Slot).takePrivateAudience()).toBe(true);
      const deltas = prep("/a", ';accept=("message/rfc822";delta="a/1")');
      expect(admission.admit(deltas, of)).toMatchObject({ code: "too-many-audiences" });
      slots[0]?.release();
      expect(slots[0]?.takePrivateAudience()).toBe(false);
      expect(slots[3]?.takePrivateAudience()).toBe(true);
    }
  });

  it("has room for the first variant of a resource, and gives places to further ones", () => {
    const { admission } = createAdmission({ audiencesPerResource: 2, audiencesPerConnection: 1 });
    const { choices } = prep();
    const of = (variant: string) => ({ ...choices[0], variant });
    const connection = {};
    const take = (variant: string, from = {}) => {
      const slot = admission.admit(prep(), { connection: from }) as Slot;
      return { slot, taken: slot.takeVariant(of(variant)) };
    };
    const [first, second] = [take("a/1", connection), take("a/2", connection)];
    expect([first.taken, second.taken]).toEqual([true, true]);
    expect([take("a/1", connection).taken, take("a/2", connection).taken]).toEqual([true, true]);
    expect([take("a/3", connection).taken, take("a/3").taken, take("a/4").taken]).toEqual([false, true, false]);
    expect((admission.admit(prep("/b"), { connection }) as Slot).takeVariant(of("a/9"))).toBe(true);
    second.slot.release();
    expect(second.slot.takeVariant(of("a/2"))).toBe(false);
  });

  it("counts deltas by all choices, whichever the representation decides for", () => {
    const { admission } = createAdmission({ audiencesPerResource: 1 });
    const asking = (delta: string) => {
      const forms = `message/rfc822;delta=\\"${delta}\\", application/json;q=0.5`;
      const accept = "application/json-seq, multipart/mixed;q=0.5";
      return admission.admit(queryPlan(`{"events":{"Accept":"${forms}"},"state":{}}`, { accept }, "/a"), {});
    };
    expect([asking("a/1").kind, asking("a/1").kind]).toEqual(["slot", "slot"]);
    expect(asking("a/2")).toMatchObject({ code: "too-many-audiences" });
  });

  it("rejects with 429 above the limit for one connection", () => {
    const { admission } = createAdmission({ subscriptionsPerConnection: 2 });
    const [one, other] = [{ connection: {} }, { connection: {} }];
    const slots = [admission.admit(prep(), one), admission.admit(prep(), one)] as Slot[];
    expect(admission.admit(prep(), one)).toMatchObject({ status: 429, code: "too-many-subscriptions-of-connection" });
    expect(admission.admit(prep(), other).kind).toBe("slot");
    slots[0]?.release();
    expect(admission.admit(prep(), one).kind).toBe("slot");
  });

  it("counts what a connection asks for, whatever becomes of it", () => {
    const { admission, clock } = createAdmission({ newSubscriptionsPerConnection: 60 });
    const connection = {};
    for (let count = 0; count < 60; count += 1) expect(admission.attemptOfConnection(connection)).toBeUndefined();
    expect(admission.attemptOfConnection(connection)).toMatchObject({
      status: 429,
      code: "too-many-new-subscriptions",
      retryAfter: 1,
    });
    expect(admission.attemptOfConnection({})).toBeUndefined();
    expect(admission.attemptOfConnection(undefined)).toBeUndefined();
    clock.now = 1_000;
    expect(admission.attemptOfConnection(connection)).toBeUndefined();
    expect(admission.attemptOfConnection(connection)).toBeDefined();
  });

  it("refuses all that a pipeline asks for, if it is too much", () => {
    const { admission } = createAdmission({ waitingRequests: 2 });
    const [one, other] = [{}, {}];
    for (const pipeline of [one, one, other, undefined, undefined, undefined]) admission.attemptOfPipeline(pipeline);
    for (const pipeline of [one, other, undefined]) expect(admission.refusalOfPipeline(pipeline)).toBeUndefined();
    admission.attemptOfPipeline(one);
    expect(admission.refusalOfPipeline(one)).toMatchObject({ status: 429, code: "too-many-subscriptions-at-once" });
    expect(admission.refusalOfPipeline(other)).toBeUndefined();
  });

  it("rejects with 429 above the limit for one client, and admits other clients", () => {
    const { admission, admit } = createAdmission({ subscriptionsPerClient: 2 });
    const [first] = [admit(prep(), "one"), admit(prep(), "one"), admit(prep(), "another")];
    expect(admission.admit(prep(), { client: "one" })).toMatchObject({
      status: 429,
      code: "too-many-subscriptions-of-client",
      retryAfter: 5,
    });
    for (let count = 0; count < 10; count += 1) admit(prep());
    first?.release();
    admit(prep(), "one");
  });

  it("rejects with 429 a client that asks too often, and says when it may try again", () => {
    const { admission, clock } = createAdmission({ newSubscriptionsPerClient: 6 });
    const attempt = () => admission.attemptOfClient("one");
    for (let count = 0; count < 6; count += 1) expect(attempt()).toBeUndefined();
    expect(attempt()).toMatchObject({ status: 429, code: "too-many-new-subscriptions", retryAfter: 10 });
    clock.now = 9_001;
    expect(attempt()).toMatchObject({ retryAfter: 1 });
    clock.now = 10_000;
    expect(attempt()).toBeUndefined();
    expect(attempt()).toMatchObject({ retryAfter: 10 });
    clock.now = 1_000_000;
    for (let count = 0; count < 6; count += 1) expect(attempt()).toBeUndefined();
    expect(attempt()).toBeDefined();
    expect(admission.attemptOfClient(undefined)).toBeUndefined();
  });

  it("remembers a bounded number of clients that have left, but all that are there", () => {
    const { admission, admit } = createAdmission({ newSubscriptionsPerClient: 1 });
    const attempt = (client: string) => admission.attemptOfClient(client) === undefined;
    admit(prep(), "present");
    expect([attempt("present"), attempt("gone"), attempt("gone")]).toEqual([true, true, false]);
    for (let count = 0; count < 10_000; count += 1) attempt(`client ${count}`);
    expect([attempt("present"), attempt("gone"), attempt("client 9999")]).toEqual([false, true, false]);
    // Who keeps asking is seen, and keeps its count.
    for (let count = 0; count < 10_000; count += 1) {
      if (count === 5_000) expect(attempt("client 9999")).toBe(false);
      attempt(`other ${count}`);
    }
    expect([attempt("client 9999"), attempt("client 9998")]).toEqual([false, true]);
    const long = "x".repeat(400_000);
    for (const letter of "abc") attempt(letter + long);
    expect([attempt(`c${long}`), attempt(`a${long}`)]).toEqual([false, true]);
  });
});
