import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const second = 1000;
/** `make test-all`: also the journeys that take minutes each, `*.long.journey.ts`. */
const isWhole = process.env["HOLDFAST_TEST_ALL"] !== undefined;

/** Journeys in the order of their numbers; everything else from the end of the alphabet, where the longest file is. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) =>
      one.project.name === "journeys"
        ? one.moduleId.localeCompare(other.moduleId)
        : other.moduleId.localeCompare(one.moduleId),
    );
  }
}

/**
 * Three levels: unit (no processes), real (kube-apiserver and Velero), journeys (the whole node, one after the other);
 * and the matrix of versions, on the level of real, which `make test-all` adds.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: ByName },
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.{ts,tsx}",
            "packages/*/test-support/**/*.test.ts",
            "tools/**/*.test.ts",
            "samples/**/*.test.ts",
            "e2e/src/**/*.test.ts",
          ],
          exclude: ["**/*.real.test.ts", "**/node_modules/**", "**/dist/**"],
          testTimeout: 20 * second,
        },
      },
      {
        test: {
          name: "real",
          include: [
            "packages/*/src/**/*.real.test.ts",
            "packages/*/test-support/**/*.real.test.ts",
            "e2e/src/**/*.real.test.ts",
          ],
          exclude: ["**/node_modules/**", "**/dist/**"],
          testTimeout: 300 * second,
          hookTimeout: 600 * second,
          // They wait more than they work; each file has programs, ports and folders of its own.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "journeys",
          include: ["e2e/journeys/*.journey.ts"],
          exclude: isWhole ? [] : ["e2e/journeys/*.long.journey.ts"],
          globalSetup: ["e2e/journeys/setup.ts"],
          testTimeout: 900 * second,
          hookTimeout: 2400 * second,
          fileParallelism: false,
          sequence: { concurrent: false },
          bail: 0,
        },
      },
      {
        test: {
          name: "matrix",
          include: ["e2e/matrix/*.matrix.ts"],
          // The first test with a version builds it.
          testTimeout: 3600 * second,
          fileParallelism: false,
          sequence: { concurrent: false },
        },
      },
    ],
  },
});
