import type { Requester } from "../admission/authorization.ts";
import type { Opening } from "../delivery/opening.ts";
import type { Plan, Refusal } from "../delivery/plan.ts";
import type { ResponseFields } from "../delivery/sink.ts";
import type { Awaitable } from "../events/log.ts";
import type { PrepNegotiation } from "../protocols/prep/negotiate.ts";
import { refusal } from "../protocols/problem.ts";
import type { ResourceEvents } from "../resource-events.ts";
import { baseOf } from "./base-response.ts";
import { fetchSink } from "./fetch-sink.ts";
import { readContent } from "./request-content.ts";
import { withFields } from "./with-fields.ts";

/** What answering those who read needs to know. */
export interface ReadContext {
  readonly events: ResourceEvents;
  /** Fields for answers that no handler composes. */
  readonly refusalFields: ResponseFields;
}

/** Says who sent a request. */
type Identify = () => Awaitable<Requester>;

type Handle = (request: Request) => Response | Promise<Response>;

/** Answers a request that changes nothing. */
export type Reader = (
  resource: string,
  request: Request,
  handle: Handle,
  identify: Identify,
) => Response | Promise<Response>;

/** Makes what answers GET, HEAD, OPTIONS and QUERY, with notifications where they are asked for; others are left alone. */
export function createReader({ events, refusalFields }: ReadContext): Reader {
  const get = (resource: string, request: Request, handle: Handle, identify: Identify): Promise<Response> => {
    const negotiation = events.negotiatePrep(resource, request.headers);
    if (negotiation.kind !== "plan") return plain(request, handle, negotiation);
    return subscribed(negotiation.plan, request, handle, identify);
  };

  const plain = async (request: Request, handle: Handle, negotiation?: PrepNegotiation): Promise<Response> =>
    ordinary(request.method, await handle(request), negotiation);

  const ordinary = (method: string, response: Response, negotiation?: PrepNegotiation): Response => {
    // What a runtime takes instead of a response (an upgrade has none), or a network error: neither can be changed.
    if (!(response?.status >= 200)) return response;
    const { status, headers } = response;
    return withFields(response, events.ordinaryFields(method, status, headers.get("vary"), negotiation));
  };

  const subscribed = async (plan: Plan, request: Request, handle: Handle, identify: Identify): Promise<Response> => {
    const opened = await events.open(plan, identify);
    if (opened.kind === "opening") return stream(opened, request, handle);
    return opened.kind === "refused" ? plain(request, handle, opened) : refuse(opened);
  };

  const stream = async (opening: Opening, request: Request, handle: Handle): Promise<Response> => {
    let response: Response;
    try {
      response = await handle(request);
    } catch (error) {
      opening.cancel();
      throw error;
    }
    if (!opening.admits(response?.status)) {
      opening.cancel();
      const method = opening.plan.protocol === "prep" ? "GET" : "QUERY";
      const answer = ordinary(method, response);
      return response?.status >= 200 ? withFields(answer, opening.refusalFields) : answer;
    }
    return new Promise((resolve) => {
      const begun = opening.begin(baseOf(response), (status, fields) => {
        const headers = new Headers();
        for (const [name, value] of fields) headers.append(name, value);
        const { sink, body } = fetchSink(request.signal);
        resolve(new Response(body, { status, headers }));
        return sink;
      });
      // Does nothing where the response is on its way: whatever failed before has been reported.
      void begun.then(() => resolve(new Response(null, { status: 503 })));
    });
  };

  const query = async (
    resource: string,
    request: Request,
    handle: Handle,
    identify: Identify,
    most: number,
  ): Promise<Response> => {
    const content = await readContent(request, most);
    if (content === "broken off") return refuse(refusal(400, "content-syntax", "The content broke off."));
    const negotiated = events.negotiateEventsQuery({ resource, headers: request.headers, content });
    if (negotiated.kind === "refusal") return refuse(negotiated);
    const { plan } = negotiated;
    const { url, signal } = request;
    // What the handler answers to this GET is the representation (EQ-RP-1), or says that there is none (EQ-RP-2).
    return subscribed(plan, new Request(url, { headers: plan.get, signal }), handle, identify);
  };

  const refuse = ({ status, fields, content }: Refusal): Response => {
    const headers = new Headers();
    for (const [name, value] of [...refusalFields, ...fields]) headers.append(name, value);
    return new Response(content.slice(), { status, headers });
  };

  return (resource, request, handle, identify) => {
    switch (request.method) {
      case "GET":
        return get(resource, request, handle, identify);
      case "HEAD":
      case "OPTIONS":
        return plain(request, handle);
      case "QUERY":
        return events.contentLimit === undefined
          ? handle(request)
          : query(resource, request, handle, identify, events.contentLimit);
      default:
        return handle(request);
    }
  };
}
