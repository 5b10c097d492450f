import { expectOk, read } from "@holdfast/api";
import type { CreateSchedule, SetChannel, StartRestore, StartUndo } from "@holdfast/api";
import { client } from "./client.ts";

/** What the pages ask to be done. */
export const requests = {
  signIn: (password: string) => read(client.session.$post({ json: { password } })),
  signOut: () => expectOk(client.session.$delete()),
  startBackup: (application: string | undefined) =>
    read(client.backups.$post({ json: application === undefined ? {} : { application } })),
  deleteBackup: (name: string, confirmation: string) =>
    read(client.backups[":name"].$delete({ param: { name }, json: { confirmation } })),
  startRestore: (input: StartRestore) => read(client.restores.$post({ json: input })),
  startUndo: (name: string, input: StartUndo) =>
    read(client.restores[":name"].undo.$post({ param: { name }, json: input })),
  resumeOperation: (id: string) => read(client.operations[":id"].resume.$post({ param: { id } })),
  createSchedule: (input: CreateSchedule) => read(client.schedules.$post({ json: input })),
  runSchedule: (name: string) => read(client.schedules[":name"].run.$post({ param: { name } })),
  pauseSchedule: (name: string) => read(client.schedules[":name"].pause.$post({ param: { name }, json: {} })),
  resumeSchedule: (name: string) => read(client.schedules[":name"].resume.$post({ param: { name } })),
  deleteSchedule: (name: string) => expectOk(client.schedules[":name"].$delete({ param: { name } })),
  holdBackup: (name: string) => expectOk(client.backups[":name"].hold.$put({ param: { name }, json: {} })),
  releaseBackup: (name: string) => expectOk(client.backups[":name"].hold.$delete({ param: { name } })),
  setChannel: (name: string, input: SetChannel) =>
    expectOk(client.notifications[":name"].$put({ param: { name }, json: input })),
  testChannel: (name: string) => read(client.notifications[":name"].test.$post({ param: { name } })),
  removeChannel: (name: string) => expectOk(client.notifications[":name"].$delete({ param: { name } })),
  cancelOperation: (id: string) => read(client.operations[":id"].cancel.$post({ param: { id } })),
  giveUpOperation: (id: string, confirmation: string) =>
    read(client.operations[":id"]["give-up"].$post({ param: { id }, json: { confirmation } })),
};
