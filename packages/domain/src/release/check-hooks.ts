import { checkDuration } from "./duration.ts";
import type { Fields } from "./fields.ts";
import { namesPods } from "./check-backup-filters.ts";
import { checkSelector } from "./check-selectors.ts";
import { matchesGlob } from "../selection/glob.ts";

export const shortWait = "Velero waits 30 seconds for the command and no longer";
export const endlessWait = "Velero waits for the container without an end";
export const passedOver = "is passed over when it fails: the restore ends as if the data were there; say onError: Fail";

const hookFields = ["name", "includedNamespaces", "excludedNamespaces", "includedResources", "excludedResources"];

/** `spec.hooks` of a Backup: each hook has a name and runs something, in the application's namespaces only. */
export function checkBackupHooks(hooks: Fields, namespaces: readonly string[]): void {
  hooks.onlyKnown(["resources"], "is not a field of a Velero Backup");
  for (const hook of hooks.mappings("resources")) {
    hook.onlyKnown([...hookFields, "labelSelector", "pre", "post"], "is not a field of a backup hook");
    checkPlace(hook, namespaces);
    const runs = [...hook.mappings("pre"), ...hook.mappings("post")];
    if (runs.length === 0) hook.refuse([], "has neither pre nor post");
    for (const run of runs) {
      run.onlyKnown(["exec"], "is not a field of a backup hook");
      const exec = run.mapping("exec");
      exec.onlyKnown(["container", "command", "onError", "timeout"], "is not a field of a backup hook");
      checkExec(exec);
      checkDuration(exec, "timeout");
      if (exec.raw("timeout") === undefined) exec.warn([], `has no timeout: ${shortWait}`);
    }
  }
}

/** `spec.hooks` of a Restore. */
export function checkRestoreHooks(hooks: Fields, namespaces: readonly string[]): void {
  hooks.onlyKnown(["resources"], "is not a field of a Velero Restore");
  for (const hook of hooks.mappings("resources")) {
    hook.onlyKnown([...hookFields, "labelSelector", "postHooks"], "is not a field of a restore hook");
    checkPlace(hook, namespaces);
    const runs = hook.mappings("postHooks");
    if (runs.length === 0) hook.refuse([], "has no postHooks");
    for (const run of runs) checkRestoreHook(run);
  }
}

function checkRestoreHook(run: Fields): void {
  run.onlyKnown(["exec", "init"], "is not a field of a restore hook");
  if (run.raw("exec") === undefined && run.raw("init") === undefined) run.refuse([], "has neither exec nor init");
  if (run.raw("init") !== undefined) checkInit(run.mapping("init"));
  if (run.raw("exec") === undefined) return;
  const exec = run.mapping("exec");
  const known = ["container", "command", "onError", "execTimeout", "waitTimeout", "waitForReady"];
  exec.onlyKnown(known, "is not a field of a restore hook");
  checkExec(exec);
  checkDuration(exec, "execTimeout");
  checkDuration(exec, "waitTimeout");
  const ready = exec.raw("waitForReady");
  if (ready !== undefined && typeof ready !== "boolean") exec.refuse(["waitForReady"], "must be true or false");
  if (exec.raw("execTimeout") === undefined) exec.warn([], `has no execTimeout: ${shortWait}`);
  if (exec.raw("waitTimeout") === undefined) exec.warn([], `has no waitTimeout: ${endlessWait}`);
  if (exec.raw("onError") !== "Fail") exec.warn([], passedOver);
}

function checkInit(init: Fields): void {
  init.onlyKnown(["initContainers", "timeout"], "is not a field of a restore hook");
  const containers = init.mappings("initContainers");
  if (containers.length === 0) init.refuse(["initContainers"], "must hold the containers to run");
  for (const container of containers) for (const name of ["name", "image"]) container.neededText(name);
  checkDuration(init, "timeout");
}

function checkPlace(hook: Fields, namespaces: readonly string[]): void {
  hook.neededText("name");
  const own = namespaces.join(", ");
  const included = hook.texts("includedNamespaces");
  included.forEach((name, index) => {
    if (!namespaces.includes(name)) {
      hook.refuse(["includedNamespaces", index], `"${name}" is not a namespace of the application (${own})`);
    }
  });
  const excluded = hook.texts("excludedNamespaces");
  const left = (included.length === 0 ? namespaces : included).filter(
    (name) => !excluded.some((pattern) => matchesGlob(pattern, name)),
  );
  if (left.length === 0) hook.refuse(["excludedNamespaces"], "leaves the hook no namespace to run in");
  const takes = hook.texts("includedResources");
  if (takes.length > 0 && !takes.some(namesPods)) {
    hook.refuse(["includedResources"], "leaves out pods; Velero runs hooks in pods only");
  }
  hook.texts("excludedResources").forEach((pattern, index) => {
    if (namesPods(pattern)) hook.refuse(["excludedResources", index], "drops pods; Velero runs hooks in pods only");
  });
  if (hook.raw("labelSelector") !== undefined) checkSelector(hook.mapping("labelSelector"));
}

function checkExec(exec: Fields): void {
  const command = exec.texts("command");
  if (command.length === 0) exec.refuse(["command"], "must be a list with the program and its arguments");
  else if ((command[0] ?? "").trim() === "") exec.refuse(["command", 0], "is empty; the program stands first");
  else if (command.length === 1 && /\s/u.test((command[0] ?? "").trim())) {
    exec.refuse(["command", 0], 'holds spaces; write a list such as ["/bin/sh", "-c", "…"], Velero uses no shell');
  }
  exec.text("container");
  const onError = exec.text("onError");
  if (onError !== "" && onError !== "Continue" && onError !== "Fail")
    exec.refuse(["onError"], "must be Continue or Fail");
}
