export { batchClient } from "./batch-client.ts";
export { type ClientCommand, clientUsage, readClientWords, runClientCommand } from "./client-command.ts";
export type { ClientExit, ClientTask, ClientUnderTest } from "./client-under-test.ts";
export { commandClient } from "./command-client.ts";
export {
  type Observation,
  type ObservedNotification,
  type ObservedRepresentation,
  type PrintedBytes,
  readObservation,
} from "./observation.ts";
export { type ClientRunOptions, runClientConformance } from "./run-client.ts";
export {
  type Ability,
  type Answer,
  abilities,
  type End,
  type ExpectedNotification,
  type ExpectedReport,
  type ExpectedRepresentation,
  type ExpectedRequest,
  type Scenario,
  type Step,
  type Task,
} from "./scenario.ts";
export { clientScenarios } from "./scenarios/index.ts";
