import { negotiatePrep } from "../protocols/prep/negotiate.ts";
import { notAdmitted, type PrepRefusal, prepRefusalFields } from "../protocols/prep/refusal.ts";
import type { HandlerContext } from "./context.ts";
import type { Exchange, PassThrough, ResponseHead } from "./exchange.ts";
import { subscribe } from "./subscribe.ts";

/** Handles a GET: with notifications, if it asks for PREP and can have it; else the ordinary response says what is offered. */
export function handleRead(resource: string, exchange: Exchange, context: HandlerContext): unknown {
  const { core, discovery } = context;
  const pass = (refusal?: PrepRefusal): unknown =>
    exchange.pass(({ status, fields }) => ({
      fields:
        refusal === undefined
          ? discovery.forRead(status, fields)
          : [...discovery.forRead(status, fields), ...prepRefusalFields(refusal, status)],
    }));
  const negotiation = negotiatePrep(resource, exchange.fields, core, discovery);
  if (negotiation?.kind !== "plan") return pass(negotiation);
  const passNotAdmitted = ({ status, fields }: ResponseHead): PassThrough => ({
    fields: [...discovery.forRead(status, fields), ...notAdmitted],
  });
  return subscribe(negotiation, exchange, context, passNotAdmitted, ({ status, retryAfter }) =>
    pass({ kind: "prep-refusal", status, retryAfter }),
  );
}
