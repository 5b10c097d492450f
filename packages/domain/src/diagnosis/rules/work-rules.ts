import { again } from "../rule.ts";
import type { Rule } from "../rule.ts";

/** What goes wrong in the pods and in Velero itself. */
export const workRules: readonly Rule[] = [
  {
    code: "velero-restarted",
    sources: ["failure"],
    pattern:
      /found a (backup|restore) with status ".*" during the server starting|get a backup with status .* during the server starting/,
    cause: "Velero's server was ended while it worked on it, and has given it up when it was started again.",
    remedy: ({ veleroNamespace, deployment }, of) => [
      `See why it was ended: \`kubectl -n ${veleroNamespace} describe pods -l deploy=${deployment}\` (last state, reason) and \`kubectl -n ${veleroNamespace} logs deployment/${deployment} --previous\`.`,
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: "This one holds nothing that can be restored; a later one is not touched by it.",
  },
  {
    code: "hook-timed-out",
    sources: ["hook", "error"],
    pattern: /hook timed out|^(?!.*(volume|backing up item)).*timed out after \d/i,
    cause:
      "A hook took longer than Velero waits for it. Velero does not end the command: it may still run in the container.",
    remedy: (_names, of) => [
      "Give it more time: the annotation `pre.hook.backup.velero.io/timeout` (or `post.…`) on the pod, or `timeout` of the hook in the `kind: Backup`. Without one it is 30 seconds.",
      "Try it: `holdfast hook test --app SLUG`.",
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: "What the hook was to prepare is not prepared, so that the copied volumes may not be usable.",
  },
  {
    code: "post-hooks-not-run",
    sources: ["error"],
    pattern: /failed to wait PVBs processed for the ItemBlock/,
    cause: "Velero gave up waiting for the volumes and did not run the post hooks of their pods.",
    remedy: (_names, of) => [
      "What a pre hook has stopped is still stopped (a frozen file system, a database that takes no writes). Run them: `holdfast hook test --app SLUG`.",
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring: "The application may stand still.",
  },
  {
    code: "hook-failed",
    sources: ["hook", "error"],
    pattern:
      /hook (failed|not run|unfinished)|command terminated with exit code|error executing hook|no such container/i,
    cause: "A hook failed in the application's pod.",
    remedy: (_names, of) => [
      "Its output says why. Try it after it was corrected: `holdfast hook test --app SLUG`.",
      "It is the vendor's: on the pod as annotations, or in the release's `kind: Backup`.",
      ...again(of),
    ],
    safeToIgnore: "no",
    ignoring:
      "What the hook was to prepare is not prepared; with onError Fail the pod and its volumes are not in the backup.",
  },
];
