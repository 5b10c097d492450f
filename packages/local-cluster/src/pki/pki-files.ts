import { join } from "node:path";

/** Where each part is found inside the directory given to `writeControlPlanePki`. */
export interface PkiFiles {
  readonly authority: string;
  readonly authorityKey: string;
  readonly certificate: (name: CertificateName) => string;
  readonly key: (name: CertificateName) => string;
  readonly serviceAccountPublicKey: string;
  readonly serviceAccountPrivateKey: string;
}

const certificateFiles = {
  apiServer: "apiserver",
  apiServerClient: "apiserver-client",
  etcd: "etcd",
  controllerManager: "controller-manager",
  scheduler: "scheduler",
  admin: "admin",
} as const;

export type CertificateName = keyof typeof certificateFiles;

export function pkiFiles(directory: string): PkiFiles {
  return {
    authority: join(directory, "ca.crt"),
    authorityKey: join(directory, "ca.key"),
    certificate: (name) => join(directory, `${certificateFiles[name]}.crt`),
    key: (name) => join(directory, `${certificateFiles[name]}.key`),
    serviceAccountPublicKey: join(directory, "service-accounts.pub"),
    serviceAccountPrivateKey: join(directory, "service-accounts.key"),
  };
}

export function certificateNames(): readonly CertificateName[] {
  return Object.keys(certificateFiles) as CertificateName[];
}
