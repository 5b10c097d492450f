import { describe, expect, it } from "vitest";
import { judgePassword, judgeRepository } from "./judge-repository.ts";

const of = { subject: "m-1-shop", namespace: "shop" };

describe("a repository that Velero calls Ready", () => {
  it("passes when its last maintenance went well, or there was none", () => {
    expect(judgeRepository(of).result).toBe("passed");
    expect(judgeRepository({ ...of, maintenance: { result: "Succeeded" } }).result).toBe("passed");
  });

  it.each([
    "error to connect to repo: repository not initialized in the provided storage",
    "error getting blob: BLOB not found",
    "error: NoSuchKey: The specified key does not exist.",
  ])("has to be accepted when its last maintenance missed files, with the age of that: %s", (message) => {
    const maintenance = { result: "Failed", at: "2026-01-01T00:00:00Z", message };
    expect(judgeRepository({ ...of, maintenance }).message).toContain(message);
    expect(judgeRepository({ ...of, maintenance })).toMatchObject({
      code: "repository-not-ready",
      result: "needs-acceptance",
      message: expect.stringMatching(/at 2026-01-01T00:00:00Z, after which none has run/u) as unknown,
    });
  });

  it("is warned of when its maintenance failed for another reason", () => {
    const maintenance = { result: "Failed", message: "the pod was evicted" };
    expect(judgeRepository({ ...of, maintenance })).toMatchObject({ result: "warning" });
  });
});

it("a password that is not the kit's is told with Velero's namespace, and first with the way when it is right", () => {
  const question = { subject: "m-1-shop", veleroNamespace: "velero-two", exportedAt: "2026-01-01T00:00:00Z" };
  const { message, remedy } = judgePassword(question);
  expect(message).toContain("Velero in velero-two");
  expect(remedy).toMatch(
    /^If the present one is right: `holdfast recovery kit export.*velero-two\/velero-repo-credentials/u,
  );
});
