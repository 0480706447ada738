#!/bin/sh
# Starts a program with the secrets of its container in its environment: /run/girok/env, made by deploy/compose/secrets.mjs.
set -eu
set -a
. /run/girok/env
set +a
exec "$@"
