#!/bin/sh
# Run a command with a private, throw-away PostgreSQL: sh scripts/postgres.sh COMMAND ARGUMENT…
# The command finds it in DATABASE_URL. The cluster listens on a free port of 127.0.0.1 with a random
# password, lives in a temporary folder, and is gone afterwards, whatever happens.
# `sh scripts/postgres.sh --where` prints the folder of the PostgreSQL programs (15 or newer).
set -eu
PATH="$PATH:/usr/sbin:/sbin"

where() {
  for initdb in $(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -t/ -k5,5nr) $(command -v initdb || true); do
    version=$("$initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    if [ "$version" -ge 15 ]; then dirname "$initdb"; return; fi
  done
  echo "No PostgreSQL 15 or newer here. Install with: sudo apt-get install -y --no-install-recommends postgresql" >&2
  return 1
}

bin=$(where)
if [ "${1:-}" = --where ]; then echo "$bin"; exit; fi
[ $# -gt 0 ] || { echo "usage: postgres.sh COMMAND ARGUMENT…" >&2; exit 2; }

home=$(mktemp -d "${TMPDIR:-/tmp}/yifa-pg.XXXXXX")
as() { (cd "$home" && "$@"); }
if [ "$(id -u)" -eq 0 ]; then  # PostgreSQL refuses to run as root
  owner=${PGOWNER:-postgres}
  id "$owner" >/dev/null 2>&1 || owner=nobody
  chown "$owner" "$home"
  as() { (cd "$home" && runuser -u "$owner" -- "$@"); }
fi

finish() {
  status=$?
  trap - EXIT INT TERM
  as "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$home"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(umask 077; printf '%s\n' "$secret" >"$home/secret")
[ "$(id -u)" -ne 0 ] || chown "$owner" "$home/secret"
as "$bin/initdb" -D "$home/data" -U yifa_admin --pwfile="$home/secret" --auth-host=scram-sha-256 --auth-local=trust \
  --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2; exit 1; }

# Safe to lose: nothing here outlives the command. YIFA_PG_OPTIONS adds settings (crash tests turn fsync on).
options="-c listen_addresses=127.0.0.1 -c unix_socket_directories=$home -c max_connections=200 -c shared_buffers=256MB
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=2GB ${YIFA_PG_OPTIONS:-}"
started=
for attempt in 1 2 3 4 5; do  # another program may take the port between the question and the start
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  if as "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 -o "-p $port $(echo $options)" start >/dev/null 2>&1; then
    started=yes; break
  fi
done
[ -n "$started" ] || { cat "$home/server.log" >&2; exit 1; }

# The application's role owns its database and may make test databases, and is no superuser.
as "$bin/psql" -q -X -v ON_ERROR_STOP=1 -h "$home" -p "$port" -U yifa_admin -d postgres \
  -c "CREATE ROLE yifa LOGIN CREATEDB PASSWORD '$secret'" -c "CREATE DATABASE yifa OWNER yifa"

DATABASE_URL="postgresql://yifa:$secret@127.0.0.1:$port/yifa" "$@"
