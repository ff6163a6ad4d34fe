import { notesHandler, resourceAt } from "@resource-events/demo";
import { resourceEvents } from "@resource-events/express";
import express, { type Response } from "express";
import type { Wrap } from "./wrap.ts";

/** Middleware of Express. */
export const wrapExpress: Wrap = (application, options) => {
  const events = resourceEvents({ ...options, resource: (target) => resourceAt(application, target) });
  const handler = notesHandler(application, {
    beforeResponse: ({ change }, _, response) => {
      if (change !== undefined) events.describe(response as Response, change);
    },
  });
  return { listener: express().use(events).use(handler), stats: events.stats };
};
