import { ServerError } from "../errors.ts";
import type { ResourceEvent } from "../events/event.ts";
import { isPromise } from "../events/log.ts";
import { shownEvent } from "../events/shown-event.ts";
import type { Core } from "../settings/core.ts";
import { within } from "../settings/within.ts";
import { type Authorization, authorizedSeconds, type CheckResult } from "./authorization.ts";

/** Says whether a subscriber may have an event. Never throws, and its promises never reject. */
export type Judge = (event: ResourceEvent) => CheckResult | Promise<CheckResult>;

/** Makes the judge of an authorization. Whatever is no clear yes is a no; so is a failure, which is reported (EQ-AZ-1). */
export function judgeOf(authorization: Authorization, core: Pick<Core, "limits" | "onError">): Judge {
  const fail = (cause: unknown): false => {
    core.onError(new ServerError("authorization", "Checking an authorization failed", { cause }));
    return false;
  };
  return (event) => {
    try {
      if (authorizedSeconds(authorization) === 0) return false;
      if (authorization.check === undefined) return true;
      const answer = authorization.check(shownEvent(event));
      if (!isPromise(answer)) return clear(answer);
      return within(answer, core.limits.extensionSeconds, "The check of an authorization").then(clear, fail);
    } catch (cause) {
      return fail(cause);
    }
  };
}

function clear(answer: unknown): CheckResult {
  return answer === true || answer === "omit" ? answer : false;
}
