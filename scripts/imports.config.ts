import type { IConfiguration, IRegularForbiddenRuleType } from "dependency-cruiser";

/** The packages, each with those that it may import. */
const packages = {
  fields: [],
  streams: ["fields"],
  server: ["fields", "streams"],
  node: ["fields", "streams", "server"],
  express: ["fields", "streams", "server", "node"],
  koa: ["fields", "streams", "server", "node"],
  client: ["fields", "streams"],
  cli: ["fields", "streams", "client"],
  // A suite that shares a decoder with the server under test can't see a fault that both have.
  conformance: [],
};

/** What is in `packages/server/src`: files and folders, each of which may import only those before it. */
const server = [
  "errors.ts",
  "message.ts",
  "events/",
  "settings/",
  "delivery/",
  "protocols/",
  "admission/",
  "exchange/",
  "resource-events.ts",
  "fetch/",
  "adapter.ts",
  "fetch.ts",
  "index.ts",
];

/** The same of `packages/conformance/src`. */
const conformance = [
  "conformance-error.ts",
  "version.ts",
  "wire/",
  "parsers/",
  "finding.ts",
  "settings/",
  "triggers/",
  "subscriptions/",
  "checks/",
  "scenarios/",
  "clients/",
  "files/",
  "results/",
  "scripted-server/",
  "reports/",
  "matrix/",
  "run/",
  "command/",
  "coverage/",
  "index.ts",
  "main.ts",
];

const tests = "[.]test[.]tsx?$|^(packages|apps|apps/testing)/[^/]+/test/";

/** A rule that an import from `from` to `to` breaks. */
function forbid(
  name: string,
  from: IRegularForbiddenRuleType["from"],
  to: IRegularForbiddenRuleType["to"],
): IRegularForbiddenRuleType {
  return { name, severity: "error", from, to };
}

/** The rules for a folder whose files and folders import only those before them. Its tests may import all. */
function inOrder(root: string, order: readonly string[]): IRegularForbiddenRuleType[] {
  return [
    ...order
      .slice(0, -1)
      .map((one, at) =>
        forbid(
          `${root}/${one} imports nothing that comes after it`,
          { path: `^${root}/${one}`, pathNot: tests },
          { path: `^${root}/(${order.slice(at + 1).join("|")})` },
        ),
      ),
    forbid(
      `${root}: what is imported has its place in the order`,
      { path: `^${root}/` },
      { path: `^${root}/`, pathNot: `^${root}/(${order.join("|")})` },
    ),
  ];
}

/** Which imports there may be between packages, and in the larger of them between folders. */
const config: IConfiguration = {
  forbidden: [
    forbid("no circles", {}, { circular: true }),
    ...Object.entries(packages).map(([name, imported]) =>
      forbid(
        `packages/${name} imports only packages below it`,
        { path: `^packages/${name}/`, pathNot: tests },
        { path: "^packages/", pathNot: `^packages/(${[name, ...imported].join("|")})/` },
      ),
    ),
    forbid("packages import nothing from apps", { path: "^packages/", pathNot: tests }, { path: "^apps/" }),
    forbid(
      "tests of packages import only test support and the demo",
      { path: "^packages/" },
      { path: "^apps/", pathNot: "^apps/(testing/support|testing/middleware|demo)/" },
    ),
    forbid("the demo imports no test support", { path: "^apps/demo/", pathNot: tests }, { path: "^apps/testing/" }),
    forbid(
      "other packages are imported by their names",
      { path: "^(packages/[^/]+|apps/testing/[^/]+|apps/demo)/" },
      { path: "^(packages|apps)/", pathNot: "^$1/", dependencyTypes: ["local"] },
    ),
    ...inOrder("packages/server/src", server),
    forbid(
      "admission does not know the protocols",
      { path: "^packages/server/src/admission/", pathNot: tests },
      { path: "^packages/server/src/protocols/" },
    ),
    forbid(
      "the Fetch form is an adapter: the exchange is its way to protocols and admission",
      { path: "^packages/server/src/fetch/", pathNot: tests },
      { path: "^packages/server/src/(protocols|admission)/" },
    ),
    ...inOrder("packages/conformance/src", conformance),
  ],
  options: {
    includeOnly: "^(packages|apps)/",
    // Folders that begin with a dot are temporary.
    exclude: "/(node_modules|dist|[.][^/]+)/",
    // Imports of types count, too.
    tsPreCompilationDeps: true,
    skipAnalysisNotInRules: true,
    enhancedResolveOptions: {
      conditionNames: ["@resource-events/source", "import", "default"],
      exportsFields: ["exports"],
    },
  },
};

export default config;
