/** Takes the figures and the findings of a scenario. */
export interface Report {
  /** Reports a figure, for people who read along. */
  figure(name: string, value: string | number): void;
  /** Checks something that must hold; otherwise the finding is reported at the end. */
  check(holds: boolean, finding: () => string): void;
  /** What has not held so far. */
  readonly findings: readonly string[];
}

/** What a scenario runs with. */
interface Run {
  readonly seed: number;
  readonly report: Report;
}

/** A scenario, which runs in different sizes. */
export interface Scenario<Size> {
  readonly name: string;
  /** The size for `npx pnpm soak`. */
  readonly long: Size;
  /** The size for `npx pnpm test`. */
  readonly short: Size;
  run(size: Size, run: Run): Promise<void>;
}

/** The most findings that are kept: further ones add nothing. */
const most = 20;

/** Makes a report that prints figures as they come. */
function createReport(print: (line: string) => void): Report {
  const findings: string[] = [];
  return {
    findings,
    figure: (name, value) => print(`  ${name.padEnd(44)} ${typeof value === "number" ? rounded(value) : value}`),
    check(holds, finding) {
      if (!holds && findings.length < most) findings.push(finding());
    },
  };
}

function rounded(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString("en") : value.toPrecision(3);
}

/** Formats bytes as mebibytes. */
export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** Runs a scenario; rejects with its findings and its seed. */
export async function perform<Size>(
  scenario: Scenario<Size>,
  size: Size,
  { seed, print = console.log }: { readonly seed: number; readonly print?: (line: string) => void },
): Promise<void> {
  print(`${scenario.name} ${JSON.stringify(size)} SEED=${seed}`);
  const report = createReport(print);
  const start = performance.now();
  await scenario.run(size, { seed, report }).catch((error: unknown) => {
    report.check(false, () => (error instanceof Error ? (error.stack ?? error.message) : String(error)));
  });
  report.figure("seconds", (performance.now() - start) / 1000);
  if (report.findings.length > 0) {
    throw new Error(`${scenario.name}, SEED=${seed}:\n${report.findings.map((finding) => `- ${finding}`).join("\n")}`);
  }
}

/** The seed from the environment; otherwise a new one. */
export function seedFrom(environment: Readonly<Record<string, string | undefined>>): number {
  const given = environment["SEED"];
  if (given === undefined || given === "") return Math.floor(Math.random() * 2 ** 32);
  if (/^\d{1,10}$/.test(given)) return Number(given);
  throw new Error(`SEED=${given} is invalid: it must be a whole number, 0 or more`);
}
