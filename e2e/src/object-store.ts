import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { get as getSecurely } from "node:https";
import { join } from "node:path";
import { createAuthority, ensurePrograms, issueServing } from "@holdfast/local-cluster";
import { freePort } from "./ports.ts";
import { createStateDirectory, removeStateDirectory } from "./state-directory.ts";
import { SupervisedProcess } from "./supervised-process.ts";
import { waitFor } from "./wait.ts";

export interface ObjectStoreOptions {
  /** Made empty. Default: `velero`. */
  readonly buckets?: readonly string[];
  /** With a certificate for 127.0.0.1 of an authority that nobody knows. Default: plain HTTP. */
  readonly tls?: boolean;
}

/** A real S3 server on loopback that keeps each object as a plain file. */
export interface ObjectStore {
  readonly endpoint: string;
  /** PEM: whoever is to trust a store with `tls` needs it. */
  readonly authorityPem: string | undefined;
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
  const tls = options.tls === true ? await writeCertificate(state) : undefined;
  const process = new SupervisedProcess({
    name: "versitygw",
    file: versitygw,
    arguments: ["--port", `127.0.0.1:${port}`, ...(tls?.arguments ?? []), "posix", data],
    environment: { ROOT_ACCESS_KEY: keys.accessKeyId, ROOT_SECRET_KEY: keys.secretAccessKey },
    logPath: join(state, "versitygw.log"),
  });
  const endpoint = `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  const store = new RunningObjectStore({ state, data, process, endpoint, authorityPem: tls?.authorityPem, ...keys });
  try {
    await store.restart();
    return store;
  } catch (error) {
    await store.stop();
    throw error;
  }
}

async function writeCertificate(directory: string) {
  const authority = await createAuthority("harness object store");
  const names = { commonName: "store", dnsNames: ["localhost"], addresses: ["127.0.0.1"] };
  const { certificatePem, privateKeyPem } = await issueServing(authority, names);
  const [certificate, key] = [join(directory, "tls.crt"), join(directory, "tls.key")];
  await writeFile(certificate, certificatePem);
  await writeFile(key, privateKeyPem, { mode: 0o600 });
  return { authorityPem: authority.certificatePem, arguments: ["--cert", certificate, "--key", key] };
}

interface Parts {
  readonly state: string;
  readonly data: string;
  readonly process: SupervisedProcess;
  readonly endpoint: string;
  readonly authorityPem: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

class RunningObjectStore implements ObjectStore {
  readonly region = "us-east-1";
  readonly endpoint: string;
  readonly authorityPem: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly directory: string;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.endpoint = parts.endpoint;
    this.authorityPem = parts.authorityPem;
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

/** Any answer will do: without a signature it is a refusal. Nothing is said or read, so the certificate is no matter. */
function answers(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = endpoint.startsWith("https:")
      ? getSecurely(endpoint, { agent: false, rejectUnauthorized: false })
      : get(endpoint, { agent: false });
    request.on("error", () => resolve(false));
    request.on("response", (response) => {
      response.resume();
      resolve(true);
    });
  });
}
