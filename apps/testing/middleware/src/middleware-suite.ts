import { describe } from "vitest";
import type { Framework } from "./framework.ts";
import { beforeAndAfter } from "./suites/before-and-after.ts";
import { compression } from "./suites/compression.ts";
import { delivery } from "./suites/delivery.ts";
import { eventsQuery } from "./suites/events-query.ts";
import { failingHandlers } from "./suites/failing-handlers.ts";
import { failingOnError } from "./suites/failing-on-error.ts";
import { identity } from "./suites/identity.ts";
import { largeResponses } from "./suites/large-responses.ts";
import { options } from "./suites/options.ts";
import { otherMiddleware } from "./suites/other-middleware.ts";
import { prefixes } from "./suites/prefixes.ts";
import { prep } from "./suites/prep.ts";
import { responses } from "./suites/responses.ts";
import { unreadResponses } from "./suites/unread-responses.ts";
import { wrongOrder } from "./suites/wrong-order.ts";

/** Registers the tests of the middleware of one framework. */
export function middlewareSuite<Middleware>(framework: Framework<Middleware>): void {
  describe(framework.name, () => {
    prep(framework);
    eventsQuery(framework);
    options(framework);
    identity(framework);
    delivery(framework);
    unreadResponses(framework);
    responses(framework);
    largeResponses(framework);
    beforeAndAfter(framework);
    compression(framework);
    otherMiddleware(framework);
    prefixes(framework);
    failingHandlers(framework);
    failingOnError(framework);
    wrongOrder(framework);
  });
}
