import { accounts } from "./base-layers.ts";
import { busyboxNames, busyboxPackage } from "./busybox.ts";
import { defineImage } from "./definition.ts";

const programs = "/usr/lib/postgresql/15/bin";
const owner = 999;

/**
 * Makes the database on the first start and then becomes the server. $PGDATA is a directory inside the volume, never
 * the volume itself: so the new database can be made beside it and appear whole or not at all.
 */
const startScript = `#!/bin/sh
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "\${POSTGRES_PASSWORD:?POSTGRES_PASSWORD must be set when the database is made}"
  rm -rf "$PGDATA.new"
  password=$(mktemp)
  printf '%s' "$POSTGRES_PASSWORD" > "$password"
  initdb --pgdata="$PGDATA.new" --username="\${POSTGRES_USER:-postgres}" --pwfile="$password" --encoding=UTF8 \\
    --locale=C.UTF-8 --auth-local=trust --auth-host=scram-sha-256
  rm "$password"
  echo "host all all all scram-sha-256" >> "$PGDATA.new/pg_hba.conf"
  database="\${POSTGRES_DB:-\${POSTGRES_USER:-postgres}}"
  if [ "$database" != postgres ]; then
    echo "CREATE DATABASE \\"$database\\"" | postgres --single -j -D "$PGDATA.new" postgres > /dev/null
  fi
  mv "$PGDATA.new" "$PGDATA"
fi
unset POSTGRES_PASSWORD
exec postgres -c listen_addresses='*' "$@"
`;

/**
 * Debian's PostgreSQL. Mount the volume at /var/lib/postgresql, writable for the group 999 or everybody. The first start
 * reads POSTGRES_PASSWORD and, if given, POSTGRES_USER and POSTGRES_DB.
 */
export const postgresql = defineImage({
  name: "localhost/postgresql:15",
  layers: [
    busyboxPackage,
    busyboxNames,
    {
      kind: "debian",
      packages: ["postgresql-15", "postgresql-client-15", "libc-bin", "tzdata"],
      dependencies: {
        // What only the packages' own scripts need; and the compiler, without which PostgreSQL just interprets.
        without: [
          "adduser",
          "busybox-static",
          "debconf",
          "dpkg",
          "init-system-helpers",
          "libc-l10n",
          "libfile-find-rule-perl",
          "libjson-perl",
          "libllvm14",
          "libnumber-compare-perl",
          "libperl5.36",
          "libtext-glob-perl",
          "libz3-4",
          "locales",
          "lsb-base",
          "openssl",
          "passwd",
          "perl",
          "perl-base",
          "perl-modules-5.36",
          "postgresql-client-common",
          "postgresql-common",
          "readline-common",
          "sensible-utils",
          "ssl-cert",
          "sysvinit-utils",
          "tar",
          "ucf",
          "usrmerge",
        ],
      },
      leaveOut: [
        "/usr/lib/postgresql/15/lib/bitcode",
        "/usr/lib/postgresql/15/lib/llvmjit.so",
        "/usr/lib/postgresql/15/lib/llvmjit_types.bc",
      ],
    },
    accounts([`postgres:x:${owner}:${owner}:PostgreSQL:/var/lib/postgresql:/bin/sh`]),
    {
      kind: "inline",
      entries: {
        "/usr/bin/start-postgresql": { kind: "text", text: startScript, mode: 0o755 },
        "/var/lib/postgresql": { kind: "directory", mode: 0o700, owner },
        "/var/run": { kind: "link", target: "/run" },
        "/run/postgresql": { kind: "directory", mode: 0o1777, owner },
      },
    },
  ],
  entrypoint: ["/usr/bin/start-postgresql"],
  user: `${owner}:${owner}`,
  environment: {
    PATH: `${programs}:/usr/local/bin:/usr/bin:/bin`,
    PGDATA: "/var/lib/postgresql/data",
    LANG: "C.UTF-8",
    HOME: "/var/lib/postgresql",
  },
});
