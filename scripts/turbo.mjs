// Runs turbo with its telemetry off, quiet but for failures: `node scripts/turbo.mjs build types`.
import { spawnSync } from "node:child_process";

const given = process.argv.slice(2);
// Without a filter turbo would take the root package in, whose scripts call turbo again, for ever.
const tasks = given.some((word) => word.startsWith("--filter"))
  ? given
  : [...given, "--filter=./packages/*", "--filter=./apps/*", "--filter=./apps/testing/*"];
const { status } = spawnSync("turbo", ["run", ...tasks, "--output-logs=errors-only", "--log-prefix=task"], {
  stdio: "inherit",
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", TURBO_NO_UPDATE_NOTIFIER: "1" },
});
process.exitCode = status ?? 1;
