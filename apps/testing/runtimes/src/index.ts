export { behaviourSuite, type SuiteOptions, type SuiteResult } from "./behaviour-suite.ts";
export type { HttpVersion } from "./client/client.ts";
export { resultsTable, withoutVersions } from "./results-table.ts";
export type { Address, RunningServer, StartServer } from "./servers/running-server.ts";
export { createTestApplication, type TestApplication, type TestOptions } from "./test-application.ts";
