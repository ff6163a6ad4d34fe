import { ClientError, type Notification, next, subscribe } from "@resource-events/client";
import type { ClientTask } from "../../src/clients/client-under-test.ts";

/** Puts `@resource-events/client` to a task. */
export async function ownClient(task: ClientTask, print: (value: unknown) => void): Promise<void> {
  const { url, protocol, mode, encapsulation, representation, lastEventId } = task;
  try {
    if (mode === "single") {
      const notification = await next(url, { lastEventId });
      if (notification) print(printed(notification));
    } else {
      const subscription = await subscribe(url, { protocol, encapsulation, lastEventId, representation });
      const state = subscription.representation;
      if (state) {
        const body = Buffer.from(await state.arrayBuffer());
        const base64 = body.toString("base64");
        print({ representation: { status: state.status, type: state.headers.get("content-type"), base64 } });
      }
      for await (const notification of subscription) print(printed(notification));
    }
    print({ end: "clean" });
  } catch (error) {
    const code = error instanceof ClientError ? error.code : String(error);
    if (code === "cut-off" || code === "no-notifications") print({ end: code });
    else print({ end: "error", code });
  }
}

function printed({ eventId, type, mediaType, body }: Notification): unknown {
  return { notification: { eventId, type, mediaType, base64: Buffer.from(body).toString("base64") } };
}
