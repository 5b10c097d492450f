import type { OperationRecord } from "./operation-record.ts";

/** What a finished operation may still take of etcd. */
const finishedLimitBytes = 4096;

const textLimit = 400;

/**
 * A finished operation as it is kept: who asked for what, when which step ended, and how it ended.
 * Results of steps go first, those that are to be kept last of them; then the steps' times, then long input.
 * Never larger than `finishedLimitBytes`.
 */
export function compactRecord(record: OperationRecord): OperationRecord {
  const { soFar: _soFar, ...kept } = record;
  const forgotten = record.journal.map((entry) => (entry.kept === true ? entry : { ...entry, result: null }));
  const withReports = { ...kept, journal: forgotten };
  if (fits(withReports)) return withReports;
  const withoutResults = { ...kept, journal: record.journal.map((entry) => ({ ...entry, result: null })) };
  if (fits(withoutResults)) return withoutResults;
  const withoutJournal = { ...withoutResults, journal: [], state: shortenState(record) };
  if (fits(withoutJournal)) return withoutJournal;
  const short = { ...withoutJournal, requestedBy: record.requestedBy.slice(0, textLimit) };
  const withShortInput = { ...short, input: shortFields(record.input) };
  return fits(withShortInput) ? withShortInput : { ...short, input: null };
}

/** What was asked is told by names; lists and plans go. */
function shortFields(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return null;
  const entries = Object.entries(input).filter(([, value]) => JSON.stringify(value).length <= textLimit);
  return Object.fromEntries(entries);
}

function shortenState(record: OperationRecord): OperationRecord["state"] {
  const { state } = record;
  switch (state.stage) {
    case "done":
      return { ...state, summary: state.summary.slice(0, textLimit) };
    case "cancelled":
      return { ...state, left: state.left.slice(0, textLimit) };
    case "pending":
    case "running":
    case "stopped":
    case "failed":
      return state;
  }
}

function fits(record: OperationRecord): boolean {
  return Buffer.byteLength(JSON.stringify(record)) <= finishedLimitBytes;
}
