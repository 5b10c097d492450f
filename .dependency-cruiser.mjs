/**
 * The layers of ARCHITECTURE.md as an executable table: a package may import the packages beside it and nothing else
 * of ours. Tests may also use the harness. `tools/layers/check.ts` runs it and fails when too few modules were seen.
 */
const mayImport = {
  domain: [],
  kubernetes: [],
  "local-cluster": [],
  velero: ["domain", "kubernetes"],
  operations: ["domain", "kubernetes", "velero"],
  api: ["domain"],
  server: ["domain", "kubernetes", "velero", "operations", "api"],
  cli: ["domain", "kubernetes", "velero", "operations", "api", "local-cluster"],
  console: ["api", "domain"],
};

const tests = "\\.(test|real\\.test)\\.tsx?$|/test-support/";

const layers = Object.entries(mayImport).map(([name, allowed]) => ({
  name: `layer-${name}`,
  severity: "error",
  comment: `${name} may import ${allowed.length === 0 ? "nothing of ours" : allowed.join(", ")}. If it needs more, the code belongs in a higher package, or a port belongs in this one.`,
  from: { path: `^packages/${name}/`, pathNot: tests },
  to: {
    path: "^(packages|e2e)/",
    pathNot: [`^packages/${name}/`, ...allowed.map((other) => `^packages/${other}/src/index\\.ts$`)],
  },
}));

export default {
  forbidden: [
    ...layers,
    {
      name: "no-circular",
      severity: "error",
      comment: "Two files that need each other are one idea, or a third is missing.",
      from: { pathNot: "node_modules" },
      to: { circular: true },
    },
    {
      name: "domain-is-pure",
      severity: "error",
      comment: "domain decides and never acts: no file, no network, no clock. Pass what it needs as an argument.",
      from: { path: "^packages/domain/src", pathNot: tests },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "local-cluster-only-from-cluster-commands",
      severity: "error",
      comment: "Holdfast works on any cluster; only the cluster commands know the local one.",
      from: { path: "^packages/cli/src", pathNot: ["^packages/cli/src/cluster", tests] },
      to: { path: "^packages/local-cluster/" },
    },
    {
      name: "console-features-stay-apart",
      severity: "error",
      comment: "app → features → components: what two features share is a component or belongs in api.",
      from: { path: "^packages/console/src/features/([^/]+)/" },
      to: { path: "^packages/console/src/(features|app)/", pathNot: "^packages/console/src/features/$1/" },
    },
    {
      name: "console-components-know-no-feature",
      severity: "error",
      comment: "A component is told what to show.",
      from: { path: "^packages/console/src/components/" },
      to: { path: "^packages/console/src/(features|app)/" },
    },
    {
      name: "no-production-code-on-tests",
      severity: "error",
      comment: "Test support is for tests.",
      from: { path: "^packages/[^/]+/src", pathNot: tests },
      to: { path: "/test-support/|\\.test\\.tsx?$" },
    },
    {
      name: "resolvable",
      severity: "error",
      comment: "An import that cannot be resolved is not checked by any other rule.",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    parser: "swc",
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".css", ".d.ts"],
    },
  },
};
