import { checkDuration } from "./duration.ts";
import type { Fields } from "./fields.ts";

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
    }
  }
}

/** `spec.hooks` of a Restore. */
export function checkRestoreHooks(hooks: Fields): void {
  hooks.onlyKnown(["resources"], "is not a field of a Velero Restore");
  for (const hook of hooks.mappings("resources")) {
    hook.onlyKnown([...hookFields, "labelSelector", "postHooks"], "is not a field of a restore hook");
    hook.neededText("name");
    const runs = hook.mappings("postHooks");
    if (runs.length === 0) hook.refuse([], "has no postHooks");
    for (const run of runs) checkRestoreHook(run);
  }
}

function checkRestoreHook(run: Fields): void {
  run.onlyKnown(["exec", "init"], "is not a field of a restore hook");
  if (run.raw("exec") === undefined && run.raw("init") === undefined) run.refuse([], "has neither exec nor init");
  if (run.raw("exec") === undefined) return;
  const exec = run.mapping("exec");
  const known = ["container", "command", "onError", "execTimeout", "waitTimeout", "waitForReady"];
  exec.onlyKnown(known, "is not a field of a restore hook");
  checkExec(exec);
  checkDuration(exec, "execTimeout");
  checkDuration(exec, "waitTimeout");
}

function checkPlace(hook: Fields, namespaces: readonly string[]): void {
  hook.neededText("name");
  hook.texts("includedNamespaces").forEach((name, index) => {
    if (!namespaces.includes(name)) {
      const own = namespaces.join(", ");
      hook.refuse(["includedNamespaces", index], `"${name}" is not a namespace of the application (${own})`);
    }
  });
  for (const field of ["excludedNamespaces", "includedResources", "excludedResources"]) hook.texts(field);
}

function checkExec(exec: Fields): void {
  const command = exec.texts("command");
  if (command.length === 0) exec.refuse(["command"], "must be a list with the program and its arguments");
  else if ((command[0] ?? "").trim() === "") exec.refuse(["command", 0], "is empty; the program stands first");
  else if (command.length === 1 && /\s/u.test((command[0] ?? "").trim())) {
    exec.refuse(["command", 0], 'holds spaces; write a list such as ["/bin/sh", "-c", "…"], Velero uses no shell');
  }
  const onError = exec.text("onError");
  if (onError !== "" && onError !== "Continue" && onError !== "Fail")
    exec.refuse(["onError"], "must be Continue or Fail");
}
