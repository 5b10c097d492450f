import { expectOk, read } from "@holdfast/api";
import { client } from "./client.ts";

/** What the pages ask to be done. */
export const requests = {
  signIn: (password: string) => read(client.session.$post({ json: { password } })),
  signOut: () => expectOk(client.session.$delete()),
  startBackup: (application: string | undefined) =>
    read(client.backups.$post({ json: application === undefined ? {} : { application } })),
  deleteBackup: (name: string) => read(client.backups[":name"].$delete({ param: { name } })),
  startRestore: (input: { backupSet: string; application: string; confirmation: string; plan: string }) =>
    read(client.restores.$post({ json: input })),
  resumeOperation: (id: string) => read(client.operations[":id"].resume.$post({ param: { id } })),
};
