#!/bin/sh
# The topic, the two users and what each may do. May be run again: it changes passwords to what the secrets say.
set -eu
TOPIC=otel-telemetry
export RPK_BROKERS=redpanda:9093 RPK_ADMIN_HOSTS=redpanda:9644
export RPK_USER=admin RPK_PASS="$KAFKA_ADMIN_PASSWORD" RPK_SASL_MECHANISM=SCRAM-SHA-256

user() {
  # --password would be that of whoever asks
  rpk security user create "$1" --new-password "$2" --mechanism SCRAM-SHA-256 2>/dev/null ||
    rpk security user update "$1" --new-password "$2" --mechanism SCRAM-SHA-256
}

rpk topic describe "$TOPIC" >/dev/null 2>&1 ||
  rpk topic create "$TOPIC" --partitions 6 --topic-config max.message.bytes=8388608 \
    --topic-config retention.ms=259200000 --topic-config segment.ms=21600000

user collector "$KAFKA_COLLECTOR_PASSWORD"
user girok "$KAFKA_GIROK_PASSWORD"
rpk security acl create --allow-principal User:collector --topic "$TOPIC" --operation write,describe
rpk security acl create --allow-principal User:girok --topic "$TOPIC" --operation read,describe,describeconfigs
rpk security acl create --allow-principal User:girok --group girok- --resource-pattern-type prefixed --operation read,describe
rpk security acl create --allow-principal User:girok --cluster --operation describe
