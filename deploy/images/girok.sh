#!/bin/sh
# Node's own settings for a service that wakes up every fifteen seconds: without them V8 makes its heap small again in each
# pause and collects all the more when it goes on (docs/benchmarks.md, "Consumer lag").
exec node --no-memory-reducer --min-semi-space-size=8 /usr/local/lib/node_modules/girok/bin/girok.mjs "$@"
