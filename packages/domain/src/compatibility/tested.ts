/** What was run together: a backup and a restore, by the tests of this repository. */
export interface TestedCombination {
  readonly velero: string;
  readonly kubernetes: string;
  readonly awsPlugin: string;
  readonly uploader: "kopia";
}

export const testsSource = "the tests of this repository";

/** The only place that says what is tested. A line is added when the version matrix was run with it. */
export const testedCombinations: readonly TestedCombination[] = [
  { velero: "v1.18.3", kubernetes: "v1.34.1", awsPlugin: "v1.14.3", uploader: "kopia" },
];
