import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { stagesOf } from './dockerfile';
import { copyContext, executeStage, folderOf, inRoot, type StageFolder } from './stageFolders';
import { freePorts } from '../../embedded/freePorts';
import { version } from '../../package.json';

/** As a build would be given the time of its commit. */
const SOURCE_DATE_EPOCH = process.env.SOURCE_DATE_EPOCH ?? '1764000000';

/**
 * `npm run images`, as root on Linux: the Dockerfile without Docker. Its instructions are executed on top of this machine's
 * files, then each of our images is started as docker-compose.yml starts it: as its user, on a file system that only /tmp
 * takes writes on, without capabilities. What is not looked at is the base images themselves.
 */
async function main(): Promise<void> {
  const repository = path.resolve(__dirname, '../..');
  const folder = mkdtempSync(path.join(tmpdir(), 'girok-images-'));
  try {
    const context = path.join(folder, 'context');
    copyContext(repository, readFileSync(path.join(repository, '.dockerignore'), 'utf8'), context);
    // where the base image's npm installs what is global
    const environment = { ...process.env, NPM_CONFIG_PREFIX: '/usr/local', HOME: '/tmp', SOURCE_DATE_EPOCH };
    for (const stage of stagesOf(readFileSync(path.join(__dirname, 'Dockerfile'), 'utf8'))) {
      if (stage.base.startsWith('node:')) {
        say(`stage ${stage.name}`);
        executeStage(stage, folder, context, environment);
      }
    }
    await lookAtGirok(folderOf(folder, 'girok'));
    lookAtPlugin(folderOf(folder, 'build'));
    await lookAtDemo(folderOf(folder, 'demo'));
    await lookAtBytes(folderOf(folder, 'build'), environment);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `read_only`, `tmpfs`, `cap_drop`, `no-new-privileges` and the user of the image. */
const asNobody = (command: string[]) => [
  'setpriv',
  ...['--reuid=1000', '--regid=1000', '--clear-groups', '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all'],
  ...command,
];
const READ_ONLY = ['mount -o remount,ro $ROOT'];

async function lookAtGirok(image: StageFolder): Promise<void> {
  const girok = (...args: string[]) => run(image, asNobody(['girok', ...args]));
  expectText('girok --version', (await girok('--version')).trim(), version);
  for (const command of ['--help', 'serve --help', 'migrate up --help', 'seal run --help']) {
    expectText(`girok ${command}`, await girok(...command.split(' ')), 'Usage: girok');
  }

  const packages = (await run(image, asNobody(['ls', '/opt/girok/node_modules']))).split('\n');
  // it is optional, and as large as a ClickHouse server
  expectText('chDB in the image', String(packages.includes('chdb')), 'false');

  const secrets = path.join(image.work, '../secrets');
  mkdirSync(secrets, { recursive: true });
  const withSecrets = [...READ_ONLY, 'mkdir $ROOT/run/girok', `mount --bind ${secrets} $ROOT/run/girok`];
  const make = await run(image, ['node', '/opt/girok/secrets.mjs', '/run/girok'], withSecrets.slice(1));
  expectText('the service `secrets`', make, 'Secrets are in place');

  const [port] = await freePorts(1);
  const mine = ['mkdir $ROOT/run/girok', `mount --bind ${secrets}/girok $ROOT/run/girok`, ...READ_ONLY];
  const doctor = asNobody(['/bin/sh', '-c', 'girok doctor || true']);
  const nowhere = { GIROK_CLICKHOUSE_URL: 'http://127.0.0.1:1', GIROK_KAFKA_BROKERS: '127.0.0.1:1' };
  // without a password it does not even ask
  expectText(
    'a command in a container that runs, without the entrypoint',
    await run(image, doctor, mine, nowhere),
    'Kafka at 127.0.0.1:1'
  );
  const serve = asNobody(['/bin/sh', '/opt/girok/withSecrets.sh', 'girok', 'serve']);
  const server = start(image, serve, mine, {
    GIROK_SERVE_PORT: String(port),
    GIROK_CLICKHOUSE_URL: nowhere.GIROK_CLICKHOUSE_URL,
    GIROK_SEAL_KEY: '/run/girok/seal.pem',
    GIROK_GRAFANA_ISSUER: 'http://127.0.0.1:3000/',
    GIROK_LAG_SAMPLE_S: '0',
  });
  try {
    const healthy = await answer(`http://127.0.0.1:${port}/healthz`, server);
    expectText('/healthz of `girok serve`', String(healthy.status), '200');
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expectText('/readyz, without ClickHouse', `${ready.status} ${await ready.text()}`, '503');
    const child = readFileSync(`/proc/${childrenOf(server.pid!)[0]}/status`, 'utf8');
    expectText('its user', /^Uid:\s+(\d+)/m.exec(child)![1], '1000');
    expectText('its capabilities', /^CapEff:\s+(\w+)/m.exec(child)![1], '0000000000000000');
  } finally {
    await end(server);
  }
  const written = await run(
    image,
    asNobody(['/bin/sh', '-c', 'touch /usr/x 2>&1 || true; touch /tmp/x && echo and /tmp'])
  );
  expectText('what it may write', written, 'Read-only file system');
  expectText('what it may write', written, 'and /tmp');
}

/** Grafana's image gets these files; its own base cannot be had here. */
function lookAtPlugin(build: StageFolder): void {
  const plugin = path.join(build.added, 'src/packages/plugin/girok-telemetry-app');
  const files = readdirSync(plugin, { recursive: true, encoding: 'utf8' });
  expectText('the plugin of the image `grafana`', files.join(' '), 'module.js');
  expectText('its version', readFileSync(path.join(plugin, 'plugin.json'), 'utf8'), `"version": "${version}"`);
  expectText('its source maps', String(files.filter((file) => file.endsWith('.map')).length), '0');
}

/** The same sources, once more: in another folder, in another time zone, without what the first time has left. */
async function lookAtBytes(build: StageFolder, environment: NodeJS.ProcessEnv): Promise<void> {
  const again = [
    'mv /src /elsewhere',
    'cd /elsewhere',
    'cp packages/SHA256SUMS /tmp/first',
    'rm -r dist packages .cache',
    'npm run package >/tmp/log 2>&1 || cat /tmp/log',
    'diff /tmp/first packages/SHA256SUMS',
    '(cd packages && sha256sum --check SHA256SUMS)',
    'cat packages/SHA256SUMS',
    'mv /elsewhere /src',
  ];
  const env = { ...environment, TZ: 'Asia/Seoul', LC_ALL: 'C' };
  const sums = await run(build, ['/bin/sh', '-ec', again.join('\n')], [], env);
  expectText('the same bytes, built elsewhere', sums, `girok-${version}.tgz`);
  say(sums.trim());
}

/** The demo sends, with its token, where it is told to. */
async function lookAtDemo(image: StageFolder): Promise<void> {
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const sent = once(collector, 'request') as Promise<Array<{ url: string; headers: Record<string, string> }>>;
  const command = ['/bin/sh', '-c', 'cd /src && exec node --import tsx embedded/demo/main.ts'];
  const demo = start(image, asNobody(command), READ_ONLY, {
    GIROK_DEMO_OTLP_URL: `http://127.0.0.1:${port}`,
    GIROK_DEMO_TOKEN: 'token-of-the-demo',
    GIROK_DEMO_HOURS: '1',
  });
  try {
    const gone = once(demo, 'exit').then(() => undefined);
    const [{ url, headers }] = (await Promise.race([sent, gone])) ?? never('The demo ended before it sent anything.');
    expectText('what the demo sends', url, '/v1/');
    expectText('its token', headers.authorization, 'Bearer token-of-the-demo');
  } finally {
    await end(demo);
    collector.closeAllConnections();
    collector.close();
  }
}

function start(image: StageFolder, command: string[], mounts: string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(...inRoot(image, command, mounts), {
    env: { PATH: process.env.PATH, HOME: '/tmp', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function run(
  image: StageFolder,
  command: string[],
  mounts = READ_ONLY,
  env: NodeJS.ProcessEnv = {}
): Promise<string> {
  const child = start(image, command, mounts, env);
  let output = '';
  child.stdout!.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) {
    throw new Error(`${command.join(' ')} ended with ${code}: ${output}`);
  }
  return output;
}

/** Ends the first process of the namespace, and so all of them: who has changed its user does not die with its parent. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) {
    const gone = once(child, 'exit');
    childrenOf(child.pid!).forEach((one) => process.kill(one, 'SIGKILL'));
    await gone;
  }
}

/** The first answer of a server that is starting. */
async function answer(url: string, server: ChildProcess): Promise<Response> {
  for (;;) {
    if (server.exitCode !== null) {
      throw new Error(`The server ended with ${server.exitCode} before it answered.`);
    }
    try {
      return await fetch(url);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

function never(why: string): never {
  throw new Error(why);
}

function expectText(what: string, is: string, wanted: string): void {
  if (!is.includes(wanted)) {
    throw new Error(`${what}: "${wanted}" was expected, but it is:\n${is}`);
  }
  say(`ok ${what}`);
}

const say = (text: string) => process.stdout.write(`${text}\n`);

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
