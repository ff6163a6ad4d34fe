export { type Asset, type Assets, readAssets } from "./assets.ts";
export { type Adapter, type Configuration, ConfigurationError, configurationOf } from "./configuration.ts";
export { type FetchHandlerOptions, fetchHandler } from "./fetch-handler.ts";
export { type NodeRequest, type NodeResponse, type NotesHandlerOptions, notesHandler, pathOf } from "./node-handler.ts";
export {
  createNotesApplication,
  type NotesApplication,
  type NotesApplicationOptions,
} from "./notes/application.ts";
export type { NotesChange, NotesRequest, NotesResponse } from "./notes/messages.ts";
export { type Page, type PageOptions, renderPage } from "./page.ts";
export { discardContent, type ReadOutcome, readContent } from "./read-content.ts";
export { resourceAt, resourceEventsOptions } from "./resource-events.ts";
export { type RunningDemo, startDemo } from "./server.ts";
