/** Where a scenario tells what it measured, and what it found wrong. */
export interface Report {
  /** A figure, for those who read along. */
  figure(name: string, value: string | number): void;
  /** What must hold; what does not is a finding, told in full at the end. */
  check(holds: boolean, finding: () => string): void;
  /** What did not hold so far. */
  readonly findings: readonly string[];
}

/** How a scenario is run. */
export interface Run {
  readonly seed: number;
  readonly report: Report;
}

/** A scenario: what it shows, in a size. */
export interface Scenario<Size> {
  readonly name: string;
  /** What `npx pnpm soak` runs. */
  readonly long: Size;
  /** What `npx pnpm test` runs. */
  readonly short: Size;
  run(size: Size, run: Run): Promise<void>;
}

/** The most findings that are kept: more of them say no more. */
const most = 20;

/** A report that prints figures as they come. */
export function createReport(print: (line: string) => void): Report {
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

/** Bytes as mebibytes. */
export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** Runs a scenario; rejects with its findings, and the seed to repeat it with. */
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

/** The seed that the environment gives, else a new one. */
export function seedFrom(environment: Readonly<Record<string, string | undefined>>): number {
  const given = environment["SEED"];
  if (given === undefined || given === "") return Math.floor(Math.random() * 2 ** 32);
  if (/^\d{1,10}$/.test(given)) return Number(given);
  throw new Error(`SEED=${given} is not understood: it takes a whole number, 0 or more`);
}
