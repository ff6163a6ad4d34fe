import { ServerError } from "../errors.ts";
import type { HeaderFields } from "../message.ts";
import type { Identity } from "./identity.ts";

/**
 * Notices a resource whose representation depends on who asks, though everybody who may GET it gets the same notifications.
 * Says so once: it is the application's to decide.
 */
export class ScopeAdvice {
  #given = false;

  constructor(private readonly report: (error: unknown) => void) {}

  /** Looks at the response to a GET of the resource. */
  check({ resource, scope }: Identity, fields: HeaderFields): void {
    if (this.#given || scope !== undefined || !isPersonal(fields)) return;
    this.#given = true;
    const message =
      `The response to a GET of ${resource} is private, or varies by who asks, but all subscribers of ${resource} get the ` +
      "same notifications. Say with the option `scope` who shares the resource, or return null if everybody does";
    this.report(new ServerError("scope", message));
  }
}

/** Whether a response says that it is for one user only. */
function isPersonal(fields: HeaderFields): boolean {
  const control = fields.get("cache-control");
  if (control !== null && /(?:^|[\s,])private(?:$|[\s,=])/i.test(control)) return true;
  const vary = fields.get("vary");
  return vary !== null && /(?:^|[\s,])(?:cookie|authorization)(?:$|[\s,])/i.test(vary);
}
