import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';

import { HAS_COMPOSE } from './hasCompose';
import { configSchema, environmentName } from '../../sidecar/config';
import { stagesOf } from '../images/dockerfile';

const ROOT = path.resolve(__dirname, '../..');

interface Service {
  image: string;
  pull_policy?: string;
  build?: { dockerfile: string; target: string };
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string>;
  entrypoint?: string[];
  command?: string[];
  env_file?: Array<{ path: string; required: boolean }>;
  healthcheck?: { test: string[] };
  ports?: string[];
  volumes?: string[];
  read_only?: boolean;
  tmpfs?: string[];
  deploy?: { resources: { limits: { memory: string } } };
}

const text = readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8');
const { services, volumes, networks } = parse(text, { merge: true }) as {
  services: Record<string, Service & { networks?: string[] }>;
  volumes: Record<string, null>;
  networks: Record<string, null>;
};
const all = Object.entries(services);
const mounts = all.flatMap(([, service]) => service.volumes ?? []).map((mount) => mount.split(':')[0]);

test('everything that is mounted is there, and every volume is used', () => {
  const files = mounts.filter((source) => source.startsWith('./'));
  expect(files.filter((source) => !existsSync(path.join(ROOT, source)))).toEqual([]);
  const named = mounts.filter((source) => !source.startsWith('./'));
  expect([...new Set(named)].sort()).toEqual(Object.keys(volumes).sort());
  expect(all.flatMap(([, service]) => service.networks ?? []).filter((name) => !(name in networks))).toEqual([]);
});

test('who waits for the health of another waits for one that has a check; who waits for an end, for one that ends', () => {
  const ends = ['secrets', 'redpanda-init', 'migrate'];
  for (const [, { depends_on = {} }] of all) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      expect(Object.keys(services)).toContain(other);
      if (condition === 'service_healthy') {
        expect(services[other].healthcheck).toBeDefined();
      }
      expect(condition === 'service_completed_successfully').toBe(ends.includes(other));
    }
  }
});

const STAGES = stagesOf(readFileSync(path.join(ROOT, 'deploy/images/Dockerfile'), 'utf8'));
const foreignImages = [
  ...STAGES.map(({ base }) => base),
  ...all.flatMap(([, { image }]) => (image.startsWith('girok-telemetry/') ? [] : [image])),
];

test('images of others have a version; those without a digest are the ones that the documentation names', () => {
  expect(foreignImages.filter((image) => !/:v?\d+\.\d+/.test(image))).toEqual([]);
  const unpinned = new Set(foreignImages.filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image)));
  const page = readFileSync(path.join(ROOT, 'docs/install.md'), 'utf8');
  const named = [...(/tag only: (.*)\./.exec(page)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, image]) => image);
  expect([...unpinned].sort()).toEqual(named.sort());
});

test('each of our images is built by one service, from a stage of the Dockerfile, and is never asked of a registry', () => {
  const stages = STAGES.map(({ name }) => name);
  const ours = all.filter(([, { image }]) => image.startsWith('girok-telemetry/'));
  const builders = ours.filter(([, { build }]) => build);
  expect(builders.filter(([, { build }]) => !stages.includes(build!.target))).toEqual([]);
  // a stranger may own the name there
  expect(ours.filter(([, { pull_policy }]) => pull_policy !== 'never')).toEqual([]);
  // two that build the same image at a time can fail: "already exists"
  const built = builders.map(([, { image }]) => image);
  expect(built.sort()).toEqual([...new Set(ours.map(([, { image }]) => image))].sort());
});

/** Every service that must run before this one, itself included. */
function before(name: string, known = new Set<string>()): Set<string> {
  known.add(name);
  Object.keys(services[name].depends_on ?? {})
    .filter((other) => !known.has(other))
    .forEach((other) => before(other, known));
  return known;
}

test('who uses an image of ours can be started alone: the service that builds it comes before', () => {
  for (const [name, { image }] of all.filter(([, service]) => service.image.startsWith('girok-telemetry/'))) {
    const builder = all.find(([, service]) => service.build && service.image === image)![0];
    expect([name, [...before(name)].includes(builder)]).toEqual([name, true]);
  }
});

(HAS_COMPOSE ? test : test.skip)('`docker compose config` takes the file, with every profile', () => {
  const args = ['compose', '--profile', '*', 'config', '--format', 'json'];
  const { status, stdout, stderr } = spawnSync('docker', args, { cwd: ROOT, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  const understood = JSON.parse(stdout) as { services: Record<string, unknown> };
  expect(Object.keys(understood.services).sort()).toEqual(Object.keys(services).sort());
});

/** What Compose makes of the file and others beside it, as docs/install.md names them in `.env`. */
const configWith = (names: string, settings: NodeJS.ProcessEnv) =>
  spawnSync('docker', ['compose', 'config', '--format', 'json'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      ...process.env,
      COMPOSE_FILE: ['docker-compose.yml', ...names.split(' ').map((name) => `deploy/compose/${name}.yml`)].join(':'),
      ...settings,
    },
  });

interface ReadService {
  command: string[];
  environment: Record<string, string>;
  volumes: Array<{ source: string; target: string; read_only?: boolean }>;
}

const servicesWith = (names: string, settings: NodeJS.ProcessEnv) =>
  (JSON.parse(configWith(names, settings).stdout) as { services: Record<string, ReadService> }).services;

(HAS_COMPOSE ? test : test.skip)(
  'with anchor.yml, also beside tenants.yml, seals are anchored in the folder that is named, and verified there',
  () => {
    expect(configWith('anchor', {}).stderr).toContain('GIROK_ANCHORS');
    const both = { GIROK_ANCHORS: './anchors', GIROK_TENANTS: './tenants' };
    const { seal, girok, collector } = servicesWith('tenants anchor', both);
    expect(collector.command).toContain('--config=/etc/otelcol/auth-tenants.yaml');
    const mounted = ({ volumes }: ReadService) => volumes.find(({ source }) => source === path.join(ROOT, 'anchors'))!;
    expect([mounted(seal).read_only, mounted(girok).read_only]).toEqual([undefined, true]);
    for (const service of [seal, girok]) {
      expect(path.dirname(service.environment.GIROK_ANCHOR_FILE)).toBe(mounted(service).target);
    }
  }
);

(HAS_COMPOSE ? test : test.skip)('with tenants.yml the Collector asks for logins, of the file that is named', () => {
  expect(configWith('tenants', {}).stderr).toContain('GIROK_TENANTS');
  const read = servicesWith('tenants', { GIROK_TENANTS: './tenants' });
  const mounted = read.collector.volumes.find(({ source }) => source === path.join(ROOT, 'tenants'));
  expect(read.collector.command).toContain('--config=/etc/otelcol/auth-tenants.yaml');
  expect(read.collector.command.at(-1)).toBe(
    `--config=yaml:extensions::basicauth/tenants::htpasswd::file: ${mounted?.target}`
  );
});

test('files with settings of somebody stay out of git and of the images', () => {
  const named = all.flatMap(([, service]) => service.env_file ?? []).map((file) => file.path);
  expect(new Set(named)).toEqual(new Set(['girok.env', 'grafana.env']));
  const linesOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8').split('\n');
  for (const file of ['.env', ...named, 'tenants']) {
    expect(linesOf('.dockerignore')).toContain(file);
    expect(linesOf('.gitignore').map((line) => line.replace(/^\//, ''))).toContain(file);
  }
});

test('nothing is published beyond this machine, and no secret stands in the file', () => {
  const ports = all.flatMap(([, service]) => service.ports ?? []);
  expect(ports.length).toBeGreaterThan(0);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  const settings = all.flatMap(([, service]) => Object.keys(service.environment ?? {}));
  expect(settings.filter((name) => /PASSWORD|SECRET|TOKEN/.test(name))).toEqual([]);
});

test('every container has an end to its memory, and the gateway is healthy when the Collector is', () => {
  expect(all.filter(([, { deploy }]) => deploy?.resources.limits.memory === undefined).map(([name]) => name)).toEqual(
    []
  );
  expect(JSON.stringify(services.gateway.healthcheck)).toContain('http://collector:13133/');
  const collector = readFileSync(path.join(ROOT, 'deploy/collector/collector.yaml'), 'utf8');
  expect(collector).toMatch(/health_check: \{ endpoint: 0\.0\.0\.0:13133 \}/);
});

test("the Collector's limits of memory are one below the other: it refuses, then it collects, then the kernel ends it", () => {
  const { processors } = parse(readFileSync(path.join(ROOT, 'deploy/collector/collector.yaml'), 'utf8')) as {
    processors: { memory_limiter: { limit_mib: number } };
  };
  const { environment, deploy } = services.collector;
  const collects = Number(/^(\d+)MiB$/.exec(environment!.GOMEMLIMIT)?.[1]);
  const killed = bytesOf(deploy!.resources.limits.memory) / 2 ** 20;
  expect([processors.memory_limiter.limit_mib < collects, collects <= 0.85 * killed]).toEqual([true, true]);
});

/** `64m` or `6G`, in bytes. */
function bytesOf(size: string): number {
  const [, number, unit] = /^(\d+)([mMG])$/.exec(size) ?? [];
  return Number(number) * (unit === 'G' ? 2 ** 30 : 2 ** 20);
}

test('what is written to a tmpfs is memory of its container: each has a size, below half of the limit', () => {
  const withTmpfs = all.filter(([, { tmpfs }]) => tmpfs);
  expect(withTmpfs.map(([name]) => name)).toEqual(
    all.filter(([name, service]) => service.read_only && name !== 'collector').map(([name]) => name)
  );
  for (const [name, { tmpfs = [], deploy }] of withTmpfs) {
    const limit = deploy ? bytesOf(deploy.resources.limits.memory) : Infinity;
    const sizes = tmpfs.map((mount) => bytesOf(/:size=(\w+)$/.exec(mount)?.[1] ?? ''));
    expect([name, sizes.every((size) => size <= limit / 2)]).toEqual([name, true]);
  }
});

test('README.md says what the limits of memory come to', () => {
  const gigabytes = (chosen: typeof all) =>
    chosen.reduce((sum, [, { deploy }]) => sum + (deploy ? bytesOf(deploy.resources.limits.memory) : 0), 0) / 2 ** 30;
  const withoutDemo = all.filter(([name]) => name !== 'demo');
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8').replace(/\s+/g, ' ');
  const [, ...said] = /limits of memory come to ([\d.]+) GB, with the demo ([\d.]+) GB/.exec(readme) ?? [];
  expect(said).toEqual([withoutDemo, all].map((chosen) => gigabytes(chosen).toFixed(1)));
});

test('senders reach the gateway only, and the gateway the Collector that its file names', () => {
  const conf = readFileSync(path.join(ROOT, 'deploy/gateway/nginx.conf'), 'utf8');
  const upstreams = [...conf.matchAll(/server (\w+):(\d+);/g)].map(([, host, port]) => [host, port]);
  expect(upstreams).toEqual([
    ['collector', '4318'],
    ['collector', '4317'],
  ]);
  const inNetwork = (network: string) =>
    all.filter(([, { networks: of }]) => of?.includes(network)).map(([name]) => name);
  expect(inNetwork('ingest')).toEqual(['gateway', 'demo']);
  expect(inNetwork('gateway')).toEqual(['collector', 'gateway']);
  const listens = [...conf.matchAll(/listen (\d+)/g)].map(([, port]) => `127.0.0.1:${port}:${port}`);
  expect(services.gateway.ports?.toSorted()).toEqual(listens.toSorted());
  expect(services.collector.ports).toBeUndefined();
});

/** The shell's sleep, where it goes on after the shell. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESRCH' });
  }
}

/** As the shell gets it, with a /tmp of its own. */
const inFolder = (script: string, folder: string) => script.replaceAll('$$', '$').replaceAll('/tmp/', `${folder}/`);

/** Starts what the container `seal` is, with a `girok` that says what it is told and ends with this code. */
function startSealing(folder: string, code: number) {
  writeFileSync(path.join(folder, 'girok'), `#!/bin/sh\necho "$@"\nexit ${code}\n`, { mode: 0o755 });
  // what comes after it in the loop has begun when this is there
  writeFileSync(path.join(folder, 'sleep'), `#!/bin/sh\necho waits "$@"\nexec /bin/sleep "$@"\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const script = inFolder(services.seal.command![0], folder);
  return spawn('/bin/sh', ['-c', script], { detached: true, env, stdio: ['ignore', 'pipe', 'inherit'] });
}

test.each([
  ['sealed', 0],
  ['failed', 1],
])(
  'a run that %s is waited after, and the shell ends when it is told to: as process 1 it does not by itself',
  async (_, code) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'girok-seal-'));
    const shell = startSealing(folder, code);
    const ended = once(shell, 'exit');
    const [kind, check] = services.seal.healthcheck!.test;
    const health = () => spawnSync('/bin/sh', ['-c', inFolder(check, folder)]).status;
    try {
      const said = createInterface(shell.stdout)[Symbol.asyncIterator]();
      expect([(await said.next()).value, (await said.next()).value]).toEqual(['seal run', 'waits 600']);
      expect([kind, health()]).toEqual(['CMD-SHELL', code]);
      const minutesAgo = (minutes: number) => Date.now() / 1000 - 60 * minutes;
      if (code === 0) {
        utimesSync(path.join(folder, 'sealed'), minutesAgo(30), minutesAgo(30));
        expect(health()).toBe(0);
        utimesSync(path.join(folder, 'sealed'), minutesAgo(40), minutesAgo(40));
        expect(health()).toBe(1);
      }
      shell.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    } finally {
      endGroup(shell.pid!);
      rmSync(folder, { recursive: true });
    }
  }
);

test('`docker compose run --rm migrate doctor` asks as the user whose rights doctor looks at', () => {
  const { entrypoint, environment, command } = services.migrate;
  expect(entrypoint?.at(-1)).toBe('girok');
  expect(command).toEqual(['migrate', 'up']);
  expect(environment?.GIROK_CLICKHOUSE_USER).toBe('migrator');
});

test('girok is given settings that it knows', () => {
  const known = Object.keys(configSchema.shape).map(environmentName);
  for (const name of ['migrate', 'girok']) {
    const settings = Object.keys(services[name].environment ?? {}).filter((setting) => setting.startsWith('GIROK_'));
    expect(settings.length).toBeGreaterThan(5);
    expect(settings.filter((setting) => !known.includes(setting))).toEqual([]);
  }
});
