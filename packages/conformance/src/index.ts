export type { CheckDescription, Level } from "./check.ts";
export { checkDescriptions } from "./check-descriptions.ts";
export {
  type Ability,
  type Answer,
  abilities,
  batchClient,
  type ClientExit,
  type ClientRunOptions,
  type ClientTask,
  type ClientUnderTest,
  clientScenarios,
  commandClient,
  type End,
  type ExpectedNotification,
  type ExpectedReport,
  type ExpectedRepresentation,
  type ExpectedRequest,
  runClientConformance,
  type Scenario,
  type Step,
  type Task,
} from "./clients/index.ts";
export { runCommand } from "./command.ts";
export { type ConfigurationFile, type ReportFile, readConfigurationFile } from "./configuration/configuration-file.ts";
export { ConformanceError, type ConformanceErrorCode } from "./conformance-error.ts";
export { type Expectation, readExpectations, withExpectation } from "./expectations/expectations.ts";
export type { ByteRange } from "./judge/range.ts";
export { type ReportKind, report, reportKinds } from "./reports/reports.ts";
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
} from "./results.ts";
export { type RunOptions, runConformance } from "./run.ts";
export type { Action, Configuration, EventKind, MethodContent, Protocol, SubscriptionContents } from "./settings.ts";
export { type CommandOutput, exitStatus } from "./tell.ts";
export { version } from "./version.ts";
export type { EndKind, HttpVersion } from "./wire/exchange-record.ts";
export type { FieldLine } from "./wire/field-line.ts";
