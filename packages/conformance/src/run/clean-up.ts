import { SetupFailure } from "../finding.ts";
import type { Resource } from "../triggers/trigger.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { RequestToSend } from "../wire/request.ts";
import { openExchange } from "../wire/wire.ts";
import type { CheckRun } from "./check-run.ts";

/** Sends a request that no result records. */
type SendUnrecorded = (request: RequestToSend) => Exchange;

/**
 * Cleans up after a check: closes its exchanges, removes the resources that it made and restores the target. Resolves
 * with what could not be cleaned up.
 */
export async function cleanUp(run: CheckRun): Promise<readonly string[]> {
  run.leave();
  const send = (request: RequestToSend) => openExchange(run.withFields(request), run.settings.wire);
  const failures: string[] = [];
  for (const resource of run.createdResources) failures.push(...(await removeResource(run, resource, send)));
  if (run.targetTouched && run.settings.allowWrites) failures.push(...(await restoreTarget(run, send)));
  return failures;
}

async function removeResource(
  { trigger }: CheckRun,
  resource: Resource,
  send: SendUnrecorded,
): Promise<readonly string[]> {
  if (!trigger.offers("remove")) return [`${resource.url} was not removed: the suite has no way to remove it`];
  try {
    await trigger.perform("remove", resource, send);
    return [];
  } catch (error) {
    // The check itself may have deleted it.
    const status = error instanceof SetupFailure ? error.exchange?.status : undefined;
    if (isGone(status)) return [];
    // Some servers refuse to delete a resource that does not exist.
    const get = send({ url: resource.url, method: "GET" });
    const found = await get.headWithin().then(
      (head) => head.status,
      () => undefined,
    );
    return isGone(found) ? [] : [`${resource.url} was not removed: ${String(error)}`];
  }
}

function isGone(status: number | undefined): boolean {
  return status === 404 || status === 410;
}

/** Restores the target to what it was before the run. */
async function restoreTarget({ settings, offer }: CheckRun, send: SendUnrecorded): Promise<readonly string[]> {
  const { target } = settings;
  const before = offer.get;
  const type = before.field("Content-Type");
  const request =
    before.status === 404
      ? { method: "DELETE", url: target }
      : {
          method: "PUT",
          url: target,
          fields: type === undefined ? {} : { "Content-Type": type },
          content: before.body,
        };
  const exchange = send(request);
  await exchange.ended().catch(() => exchange.leave());
  const { status = 0 } = exchange;
  const done = (status >= 200 && status <= 299) || (request.method === "DELETE" && status === 404);
  return done ? [] : [`${target.href} was not restored: ${exchange.describe()}`];
}
