import prepFetch from "prep-fetch";
import type { ClientTask } from "../../src/clients/client-under-test.ts";

/** Puts the published `prep-fetch` to a task, as its README says that it is used. */
export async function prepFetchClient(task: ClientTask, print: (value: unknown) => void): Promise<void> {
  try {
    const resumed = task.lastEventId === undefined ? {} : { "Last-Event-ID": task.lastEventId };
    const response = await fetch(task.url, { headers: { "Accept-Events": '"prep"', ...resumed } });
    const head = { status: response.status, type: response.headers.get("content-type") };
    if (!response.headers.has("events") && response.ok) {
      // Its README has it for answers with notifications only.
      print({ representation: { ...head, base64: await base64Of(response) } });
      print({ end: "no-notifications" });
      return;
    }
    const prepared = prepFetch(response);
    const representation = await prepared.getRepresentation();
    const type = representation.headers.get("content-type");
    print({ representation: { status: response.status, type, base64: await base64Of(representation) } });
    for await (const notification of await prepared.getNotifications()) {
      const mediaType = notification.headers.get("content-type");
      if (mediaType !== "message/rfc822" && mediaType?.endsWith("json")) {
        const body = await notification.text();
        const { "event-id": id, state }: Record<string, string> = JSON.parse(body);
        print({ notification: { eventId: id ?? state, mediaType, body } });
        continue;
      }
      const message = await notification.message();
      const eventId = message.headers.get("event-id");
      print({ notification: { eventId, mediaType, base64: await base64Of(message) } });
    }
    print({ end: "clean" });
  } catch (error) {
    const isRefusal = error instanceof TypeError && error.message === "Notifications not OK!";
    print(isRefusal ? { end: "no-notifications" } : { end: "error", code: String(error) });
  }
}

async function base64Of(response: Response): Promise<string> {
  return Buffer.from(await response.arrayBuffer()).toString("base64");
}
