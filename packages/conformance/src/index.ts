export type { CheckDescription, Level } from "./checks/check.ts";
export { checkDescriptions } from "./checks/descriptions.ts";
export { batchClient } from "./clients/batch-client.ts";
export type { ClientExit, ClientTask, ClientUnderTest } from "./clients/client-under-test.ts";
export { commandClient } from "./clients/command-client.ts";
export { type ConfigurationFile, type ReportFile, readConfigurationFile } from "./command/configuration-file.ts";
export { type CommandOutput, exitStatus } from "./command/report-run.ts";
export { runCommand } from "./command/run-command.ts";
export { ConformanceError, type ConformanceErrorCode } from "./conformance-error.ts";
export type { ByteRange } from "./parsers/range.ts";
export { type ReportKind, report, reportKinds } from "./reports/reports.ts";
export { type Expectation, readExpectations, withExpectation } from "./results/expectations.ts";
export {
  type CheckResult,
  type EndingRecord,
  type ExchangeRecord,
  isUnexpected,
  type Mark,
  type MatchedExpectation,
  type Outcome,
  outcomes,
  type PieceRecord,
  type RequestRecord,
  type ResponseRecord,
  type Results,
} from "./results/results.ts";
export { type ClientRunOptions, runClientConformance } from "./run/run-client.ts";
export { type RunOptions, runConformance } from "./run/run-conformance.ts";
export { clientScenarios } from "./scenarios/index.ts";
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
} from "./scenarios/scenario.ts";
export type {
  Action,
  Configuration,
  EventKind,
  MethodContent,
  Protocol,
  SubscriptionContents,
} from "./settings/configuration.ts";
export { version } from "./version.ts";
export type { EndKind, HttpVersion } from "./wire/exchange-parts.ts";
export type { FieldLine } from "./wire/field-line.ts";
