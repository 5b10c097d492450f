import { expectOk, read } from "@holdfast/api";
import type { StartRestore, StartUndo } from "@holdfast/api";
import { client } from "./client.ts";

/** What the pages ask to be done. */
export const requests = {
  signIn: (password: string) => read(client.session.$post({ json: { password } })),
  signOut: () => expectOk(client.session.$delete()),
  startBackup: (application: string | undefined) =>
    read(client.backups.$post({ json: application === undefined ? {} : { application } })),
  deleteBackup: (name: string) => read(client.backups[":name"].$delete({ param: { name } })),
  startRestore: (input: StartRestore) => read(client.restores.$post({ json: input })),
  startUndo: (name: string, input: StartUndo) =>
    read(client.restores[":name"].undo.$post({ param: { name }, json: input })),
  resumeOperation: (id: string) => read(client.operations[":id"].resume.$post({ param: { id } })),
  cancelOperation: (id: string) => read(client.operations[":id"].cancel.$post({ param: { id } })),
  giveUpOperation: (id: string, confirmation: string) =>
    read(client.operations[":id"]["give-up"].$post({ param: { id }, json: { confirmation } })),
};
