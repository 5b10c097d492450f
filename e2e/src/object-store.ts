import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { ensurePrograms } from "@holdfast/local-cluster";
import { freePort } from "./ports.ts";
import { createStateDirectory, removeStateDirectory } from "./state-directory.ts";
import { SupervisedProcess } from "./supervised-process.ts";
import { waitFor } from "./wait.ts";

export interface ObjectStoreOptions {
  /** Made empty. Default: `velero`. */
  readonly buckets?: readonly string[];
}

/** A real S3 server on loopback that keeps each object as a plain file. */
export interface ObjectStore {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Holds one folder for each bucket, with one file for each object: tests may read, damage or remove them. */
  readonly directory: string;
  readonly pid: number | undefined;
  kill(): Promise<void>;
  /** Starts it again on the same data and port; returns when it answers. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startObjectStore(options: ObjectStoreOptions = {}): Promise<ObjectStore> {
  const { versitygw } = await ensurePrograms(["versitygw"]);
  const state = await createStateDirectory();
  const port = await freePort();
  const keys = { accessKeyId: "harness", secretAccessKey: randomBytes(24).toString("hex") };
  const data = join(state, "objects");
  for (const bucket of options.buckets ?? ["velero"]) await mkdir(join(data, bucket), { recursive: true });
  const process = new SupervisedProcess({
    name: "versitygw",
    file: versitygw,
    arguments: ["--port", `127.0.0.1:${port}`, "posix", data],
    environment: { ROOT_ACCESS_KEY: keys.accessKeyId, ROOT_SECRET_KEY: keys.secretAccessKey },
    logPath: join(state, "versitygw.log"),
  });
  const store = new RunningObjectStore({ state, data, process, endpoint: `http://127.0.0.1:${port}`, ...keys });
  try {
    await store.restart();
    return store;
  } catch (error) {
    await store.stop();
    throw error;
  }
}

interface Parts {
  readonly state: string;
  readonly data: string;
  readonly process: SupervisedProcess;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

class RunningObjectStore implements ObjectStore {
  readonly region = "us-east-1";
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly directory: string;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.endpoint = parts.endpoint;
    this.accessKeyId = parts.accessKeyId;
    this.secretAccessKey = parts.secretAccessKey;
    this.directory = parts.data;
  }

  get pid(): number | undefined {
    return this.#parts.process.pid;
  }

  kill(): Promise<void> {
    return this.#parts.process.kill();
  }

  async restart(): Promise<void> {
    const { process, endpoint } = this.#parts;
    await process.kill();
    await process.start();
    await waitFor(
      async () => {
        await process.assertRunning();
        return (await answers(endpoint)) ? true : undefined;
      },
      { what: "the object store to answer", evidence: () => process.logTail() },
    );
  }

  async stop(): Promise<void> {
    await this.#parts.process.kill();
    await removeStateDirectory(this.#parts.state);
  }
}

/** Any answer will do: without a signature it is a refusal. */
function answers(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(endpoint, { agent: false }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on("error", () => resolve(false));
  });
}
