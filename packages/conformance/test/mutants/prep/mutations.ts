import type { Mutation } from "./mutation.ts";
import { negotiation } from "./mutations/accept-events.ts";
import { body } from "./mutations/body.ts";
import { discovery } from "./mutations/discovery.ts";
import { head } from "./mutations/head.ts";
import { message } from "./mutations/message.ts";
import { notifying } from "./mutations/notification.ts";
import { objects } from "./mutations/objects.ts";
import { refusal } from "./mutations/refusal.ts";
import { resuming } from "./mutations/resume.ts";
import { termination } from "./mutations/termination.ts";

/** All faults that the checks are tried on. */
export const mutations: readonly Mutation[] = [
  ...discovery,
  ...negotiation,
  ...refusal,
  ...head,
  ...body,
  ...resuming,
  ...message,
  ...notifying,
  ...termination,
  ...objects,
];
