import { describe, expect, it } from "vitest";
import { createFixture } from "../../test/fixture.ts";
import type { SubscriptionLimits } from "../settings/options.ts";
import { settingsOf } from "../settings/settings.ts";
import { Admission, type Slot } from "./admission.ts";

const { prepPlan, queryPlan } = createFixture();
const prep = (resource = "/a", accept = "") => prepPlan({ "accept-events": `"prep"${accept}` }, resource);

function createAdmission(limits: SubscriptionLimits) {
  const clock = { now: 0 };
  const admission = new Admission(settingsOf({ limits }).limits, () => clock.now);
  const admit = (plan = prep(), client?: string): Slot => {
    const admitted = admission.admit(plan, client);
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
    expect(admission.admit(prep("/c"), undefined)).toMatchObject({
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
    expect(admission.admit(prep("/a"), undefined)).toMatchObject({
      status: 503,
      code: "too-many-subscriptions-of-resource",
    });
  });

  it("rejects with 503 if a resource would get too many audiences, but admits more members to existing ones", () => {
    const { admission, admit } = createAdmission({ audiencesPerResource: 2 });
    const plain = admit(prep("/a"));
    admit(prep("/a", ';accept=("message/rfc822";delta="a/1")'));
    const other = prep("/a", ';accept=("message/rfc822";delta="a/2")');
    expect(admission.admit(other, undefined)).toMatchObject({ status: 503, code: "too-many-audiences" });
    expect(admission.admit(queryPlan('{"events":{}}', {}, "/a"), undefined)).toMatchObject({ status: 503 });
    const another = admit(prep("/a"));
    plain.release();
    expect(admission.admit(other, undefined)).toMatchObject({ status: 503 });
    another.release();
    admit(other);
  });

  it("rejects with 429 above the limit for one client, and admits other clients", () => {
    const { admission, admit } = createAdmission({ subscriptionsPerClient: 2 });
    const [first] = [admit(prep(), "one"), admit(prep(), "one"), admit(prep(), "another")];
    expect(admission.admit(prep(), "one")).toMatchObject({
      status: 429,
      code: "too-many-subscriptions-of-client",
      retryAfter: 5,
    });
    for (let count = 0; count < 10; count += 1) admit(prep());
    first?.release();
    admit(prep(), "one");
  });

  it("rejects with 429 a client that subscribes too often, and says when it may try again", () => {
    const { admission, admit, clock } = createAdmission({ newSubscriptionsPerClient: 6 });
    const subscribe = () => admission.admit(prep(), "one");
    for (let count = 0; count < 6; count += 1) admit(prep(), "one").release();
    expect(subscribe()).toMatchObject({ status: 429, code: "too-many-new-subscriptions", retryAfter: 10 });
    clock.now = 9_001;
    expect(subscribe()).toMatchObject({ retryAfter: 1 });
    clock.now = 10_000;
    expect(subscribe().kind).toBe("slot");
    expect(subscribe()).toMatchObject({ retryAfter: 10 });
    clock.now = 1_000_000;
    for (let count = 0; count < 6; count += 1) expect(subscribe().kind).toBe("slot");
    expect(subscribe().kind).toBe("rejection");
  });

  it("remembers a bounded number of clients that have left", () => {
    const { admit, clock, admission } = createAdmission({ newSubscriptionsPerClient: 1 });
    admit(prep(), "first").release();
    expect(admission.admit(prep(), "first").kind).toBe("rejection");
    for (let count = 0; count < 10_000; count += 1) admit(prep(), `client ${count}`).release();
    expect(clock.now).toBe(0);
    admit(prep(), "first");
    expect(admission.admit(prep(), "client 9999").kind).toBe("rejection");
  });
});
