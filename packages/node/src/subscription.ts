import type { Opening, Refusal, Respond, ResponseFields } from "@resource-events/server";
import { captureResponse } from "./capture.ts";
import type { ChunkFraming } from "./chunk-framing.ts";
import type { OriginalMethods } from "./interception/original-methods.ts";
import { type NodeResponse, setResponseFields } from "./messages.ts";
import { nodeSink } from "./node-sink.ts";

/** What answering a subscription needs to know. */
export interface SubscriptionContext {
  readonly opening: Opening;
  readonly response: NodeResponse;
  /** Runs the handler, whose answer to GET is the representation. */
  readonly handle: () => unknown;
  /** What an answer that is let through gets beside its own fields. */
  readonly ordinaryFields: (status: number, vary: string | null) => ResponseFields;
  readonly frame: ChunkFraming;
  readonly onError: (error: unknown) => void;
}

/** Answers with the handler's representation and the notifications, or lets the handler's answer through. */
export async function answerSubscription(context: SubscriptionContext): Promise<void> {
  const { opening, response, handle, ordinaryFields, frame, onError } = context;
  const capture = captureResponse(response, (status, vary) =>
    opening.admits(status) ? "keep" : [...ordinaryFields(status, vary), ...opening.refusalFields],
  );
  run(handle).catch((error: unknown) => {
    onError(error);
    capture.fail(error);
  });
  const answer = await capture.answer;
  if (answer === undefined) opening.cancel();
  else await opening.begin(answer.base, responder(response, answer.originals, frame));
}

/** Fields that stay: node:http does without them for good once they were removed. */
const ofTheConnection: ReadonlySet<string> = new Set(["connection", "transfer-encoding"]);

/** Sends heads at once: fields that a handler has set are replaced by those of the new answer. */
function responder(response: NodeResponse, originals: OriginalMethods, frame: ChunkFraming): Respond {
  return (status, fields) => {
    // How long the connection lives is not the answer's affair, and whoever wanted chunks still gets them.
    const others = response.getHeaderNames().filter((name) => !ofTheConnection.has(name));
    for (const name of others) response.removeHeader(name);
    setResponseFields(response, fields);
    // HTTP/2 has no reason phrases, and warns of their use.
    if (response.req.httpVersionMajor < 2) response.statusMessage = "";
    originals.writeHead(status);
    originals.flushHeaders();
    return nodeSink(response, originals, frame);
  };
}

/** Answers a request that can't be served. */
export function refuse(response: NodeResponse, { status, fields, content }: Refusal, others: ResponseFields): void {
  setResponseFields(response, [...others, ...fields, ["Content-Length", String(content.byteLength)]]);
  response.writeHead(status);
  response.end(content);
}

/** So that what a handler throws, and what it rejects with, come the same way. */
async function run(handle: () => unknown): Promise<void> {
  await handle();
}
