/** The command that regenerates the generated files. */
export const regenerate = "npx pnpm --filter @resource-events/conformance run coverage";
