export { type Adapter, configurationOf } from "./configuration.ts";
export { fetchHandler } from "./fetch-handler.ts";
export { notesMiddleware } from "./koa-handler.ts";
export { notesHandler, pathOf } from "./node-handler.ts";
export { createNotesApplication, type NotesApplication } from "./notes/application.ts";
export type { NotesRequest, NotesResponse } from "./notes/messages.ts";
export { resourceAt, resourceEventsOptions } from "./resource-events.ts";
export { type RunningDemo, startDemo } from "./server.ts";
