#!/usr/bin/env bash
# Starts a PostgreSQL of its own on a free port of 127.0.0.1, for tests, and prints its URL: `start FOLDER`, `stop FOLDER`.
# Takes the server of Debian's package; as root it runs as the user `postgres`, which that package makes.
set -euo pipefail
folder=$2
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

case $1 in
start)
  mkdir -p "$folder"
  if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
  as_owner "$bin/initdb" -D "$folder/data" -A trust -U execat --no-sync >/dev/null
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  # Commits need not survive a power cut here.
  as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
    -o "-h 127.0.0.1 -p $port -k $folder -c fsync=off" start >/dev/null
  echo "postgresql://execat@127.0.0.1:$port/postgres"
  ;;
stop)
  as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null
  rm -rf "$folder"
  ;;
esac
