import { createHash, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// `node secrets.mjs DIRECTORY` makes the secrets that are missing and gives each container its own: the folders of
// DIRECTORY are the containers' volumes. `node secrets.mjs DIRECTORY show` prints them, `… renew NAME` makes one anew.
const [directory, task = 'make', ...renewed] = process.argv.slice(2);

const NAMES = [
  'kafkaAdmin',
  'kafkaCollector',
  'kafkaGirok',
  'clickhouseMigrator',
  'clickhouseSidecar',
  'clickhouseReader',
  'clickhouseAuditor',
  'clickhouseCollector',
  'otlpToken',
  'sidecar',
  'grafanaAdmin',
  'grafanaKey',
];
/** Redpanda and Grafana take their admin's password at their first start only, and Grafana's key opens what it has stored. */
const FOR_EVER = ['kafkaAdmin', 'grafanaAdmin', 'grafanaKey'];
const RENEWABLE = NAMES.filter((name) => !FOR_EVER.includes(name));
const isUsage = task === 'renew' ? renewed.length > 0 : ['make', 'show'].includes(task) && renewed.length === 0;
if (!directory || !isUsage || renewed.some((name) => !RENEWABLE.includes(name))) {
  console.error(`Usage: node secrets.mjs DIRECTORY [show | renew NAME…]\nNAME is one of ${RENEWABLE.join(', ')}`);
  process.exit(2);
}
const file = path.join(directory, 'all.json');
const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const publicHalf = (key) => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();

if (task === 'show') {
  console.log(`Grafana   admin  ${known.grafanaAdmin ?? 'not made yet'}`);
  console.log(`OTLP      Authorization: Bearer ${known.otlpToken ?? 'not made yet'}`);
  console.log(`\nVerifies seals and evidence; keep it where nobody who administers this machine can change it:`);
  console.log(known.sealKey ? publicHalf(known.sealKey) : 'not made yet');
  process.exit(0);
}

const kept = (name) => (renewed.includes(name) ? undefined : known[name]);
const secret = Object.fromEntries(NAMES.map((name) => [name, kept(name) ?? randomBytes(32).toString('hex')]));
// signs seals and evidence
const sealKey =
  known.sealKey ?? generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Who may read a container's secrets, by the user id of its image, and what it is told. */
const CONTAINERS = {
  redpanda: {
    uid: 101,
    env: {
      RP_BOOTSTRAP_USER: `admin:${secret.kafkaAdmin}:SCRAM-SHA-256`,
      KAFKA_ADMIN_PASSWORD: secret.kafkaAdmin,
      KAFKA_COLLECTOR_PASSWORD: secret.kafkaCollector,
      KAFKA_GIROK_PASSWORD: secret.kafkaGirok,
    },
  },
  // the server needs no password: it has what the passwords are checked against
  clickhouse: {
    uid: 0,
    env: {
      MIGRATOR_SHA256: sha256(secret.clickhouseMigrator),
      SIDECAR_SHA256: sha256(secret.clickhouseSidecar),
      READER_SHA256: sha256(secret.clickhouseReader),
      AUDITOR_SHA256: sha256(secret.clickhouseAuditor),
      COLLECTOR_SHA256: sha256(secret.clickhouseCollector),
    },
  },
  // its image has no shell: each secret is a file of its own
  collector: {
    uid: 10001,
    files: {
      token: secret.otlpToken,
      kafka_password: secret.kafkaCollector,
      clickhouse_password: secret.clickhouseCollector,
    },
  },
  grafana: {
    uid: 472,
    env: {
      GF_SECURITY_ADMIN_PASSWORD: secret.grafanaAdmin,
      GF_SECURITY_SECRET_KEY: secret.grafanaKey,
      GIROK_CLICKHOUSE_PASSWORD: secret.clickhouseReader,
      GIROK_SIDECAR_SECRET: secret.sidecar,
    },
  },
  migrate: {
    uid: 1000,
    env: { GIROK_CLICKHOUSE_PASSWORD: secret.clickhouseMigrator, GIROK_KAFKA_PASSWORD: secret.kafkaGirok },
  },
  girok: {
    uid: 1000,
    env: {
      GIROK_CLICKHOUSE_PASSWORD: secret.clickhouseSidecar,
      GIROK_READER_PASSWORD: secret.clickhouseAuditor,
      GIROK_KAFKA_PASSWORD: secret.kafkaGirok,
      GIROK_SIDECAR_SECRET: secret.sidecar,
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${secret.otlpToken}`,
    },
    files: { 'seal.pem': sealKey, 'seal.pem.pub': publicHalf(sealKey) },
  },
  demo: { uid: 1000, env: { GIROK_DEMO_TOKEN: secret.otlpToken } },
};

const isRoot = process.getuid?.() === 0;
/** Every start comes by here while the others run: what is as it should be is not touched, and no reader sees half a file. */
function keep(name, text, uid) {
  if (existsSync(name) && readFileSync(name, 'utf8') === text) {
    return;
  }
  mkdirSync(path.dirname(name), { recursive: true });
  const next = `${name}.next`;
  rmSync(next, { force: true });
  writeFileSync(next, text, { mode: 0o600 });
  chmodSync(next, 0o400);
  if (isRoot) {
    chownSync(next, uid, uid);
  }
  renameSync(next, name);
}

for (const [container, { uid, env = {}, files = {} }] of Object.entries(CONTAINERS)) {
  const lines = Object.entries(env).map(([name, value]) => `${name}='${value}'\n`);
  const all = lines.length > 0 ? { env: lines.join(''), ...files } : files;
  for (const [name, text] of Object.entries(all)) {
    keep(path.join(directory, container, name), text, uid);
  }
}
keep(file, JSON.stringify({ ...secret, sealKey }, undefined, 2), 0);
console.log('Secrets are in place. To see what you need: docker compose run --rm secrets show');
