#!/bin/sh
# `docker compose exec girok girok doctor` comes here without the entrypoint, and so without the secrets of its container.
if [ -r /run/girok/env ] && [ -z "${GIROK_CLICKHOUSE_PASSWORD+given}" ]; then
  set -a
  . /run/girok/env
  set +a
fi
# Node's own settings for a service that wakes up every fifteen seconds: without them V8 makes its heap small again in each
# pause and collects all the more when it goes on (docs/benchmarks.md, "Consumer lag").
exec node --no-memory-reducer --min-semi-space-size=8 /opt/girok/node_modules/girok/bin/girok.mjs "$@"
