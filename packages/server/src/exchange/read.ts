import type { Rejection } from "../admission/rejection.ts";
import type { Applicant } from "../admission/subscriptions.ts";
import { isPromise } from "../events/log.ts";
import { negotiatePrep } from "../protocols/prep/negotiate.ts";
import { notAdmitted as notAdmittedFields, type PrepRefusal, prepRefusalFields } from "../protocols/prep/refusal.ts";
import type { HandlerContext } from "./context.ts";
import type { Exchange, PassThrough, ResponseHead } from "./exchange.ts";
import type { KnownIdentity } from "./identity.ts";
import { subscribe } from "./subscribe.ts";

/** Handles a GET: with notifications, if it asks for PREP and can have it; else the ordinary response says what is offered. */
export function handleRead(resource: KnownIdentity, exchange: Exchange, context: HandlerContext): unknown {
  const { core, discovery, advice } = context;
  const pass = (refusal?: PrepRefusal): unknown =>
    exchange.pass(({ status, fields }) => {
      advice.check(resource, fields);
      const advertised = discovery.forRead(status, fields);
      return { fields: refusal === undefined ? advertised : [...advertised, ...prepRefusalFields(refusal, status)] };
    });
  const reject = ({ status, retryAfter }: Rejection): unknown => pass({ kind: "prep-refusal", status, retryAfter });
  const negotiation = negotiatePrep(resource.key, exchange.fields, core, discovery);
  if (negotiation === undefined) return pass();
  const serve = (applicant: Applicant | Rejection): unknown => {
    if (applicant.kind === "rejection") return reject(applicant);
    if (negotiation.kind !== "plan") return pass(negotiation);
    return subscribe(resource, { ...negotiation, applicant }, exchange, context, { notAdmitted, tooLate, reject });
  };
  const notAdmitted = ({ status, fields }: ResponseHead): PassThrough => ({
    fields: [...discovery.forRead(status, fields), ...notAdmittedFields],
  });
  const tooLate = ({ status, fields }: ResponseHead): PassThrough => ({
    fields: [
      ...discovery.forRead(status, fields),
      ...prepRefusalFields({ kind: "prep-refusal", status: 503, retryAfter: 5 }, status),
    ],
  });
  const applicant = context.subscriptions.attempt(resource.key, "prep", exchange);
  return isPromise(applicant) ? applicant.then(serve) : serve(applicant);
}
