import { Pool } from "pg";
import type { StoredFile } from "./uploads.ts";

/** The rows of the guestbook, in PostgreSQL. */
export interface Book {
  /** Makes the tables when they are absent. Throws while the database does not let the guestbook in. */
  prepare(): Promise<void>;
  entries(): Promise<readonly Entry[]>;
  /** All or none of them. */
  sign(entries: readonly NewEntry[]): Promise<void>;
  files(): Promise<readonly FileRow[]>;
  file(name: string): Promise<FileRow | undefined>;
  nameFile(name: string, stored: StoredFile): Promise<void>;
  close(): Promise<void>;
}

export interface NewEntry {
  readonly author: string;
  readonly text: string;
}
export interface Entry extends NewEntry {
  readonly id: number;
  readonly writtenAt: string;
}
export interface FileRow extends StoredFile {
  readonly name: string;
}

/** Taken by whoever makes the tables: this program at its start, and load.sh, which drops and makes them again. */
const schemaLock = 740_001;

const schema = `
  CREATE TABLE IF NOT EXISTS entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author text NOT NULL,
    body text NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE IF NOT EXISTS files (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now()
  );`;

const fileColumns = `name, sha256, bytes::float8 AS bytes`;

/** Connects as libpq does: PGHOST, PGUSER, PGPASSWORD, PGDATABASE. */
export function openBook(onLostConnection: (reason: Error) => void): Book {
  const pool = new Pool({ max: 4, connectionTimeoutMillis: 5000 });
  // An idle connection that breaks (the database restarts) must not end the program; the next query opens another.
  pool.on("error", onLostConnection);
  return {
    async prepare() {
      // Several statements in one query without parameters are one transaction.
      await pool.query(`SELECT pg_advisory_xact_lock(${schemaLock}); ${schema}`);
    },
    async entries() {
      const answer = await pool.query<Entry>(
        `SELECT id::float8 AS id, author, body AS text, to_char(written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "writtenAt" FROM entries ORDER BY id`,
      );
      return answer.rows;
    },
    async sign(entries) {
      await pool.query(`INSERT INTO entries (author, body) SELECT * FROM unnest($1::text[], $2::text[])`, [
        entries.map(({ author }) => author),
        entries.map(({ text }) => text),
      ]);
    },
    async files() {
      return (await pool.query<FileRow>(`SELECT ${fileColumns} FROM files ORDER BY name COLLATE "C"`)).rows;
    },
    async file(name) {
      return (await pool.query<FileRow>(`SELECT ${fileColumns} FROM files WHERE name = $1`, [name])).rows[0];
    },
    async nameFile(name, { sha256, bytes }) {
      await pool.query(
        `INSERT INTO files (name, sha256, bytes) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes, stored_at = now()`,
        [name, sha256, bytes],
      );
    },
    close: () => pool.end(),
  };
}
