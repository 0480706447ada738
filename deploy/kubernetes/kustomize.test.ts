import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

const PAGE = readFileSync(path.join(__dirname, '../../docs/install.md'), 'utf8');
const UPGRADE = readFileSync(path.join(__dirname, '../../docs/upgrade.md'), 'utf8');
const OVERLAY = /```yaml\n(# kustomization\.yaml[\s\S]*?)```/.exec(PAGE)![1];

interface Resource {
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  spec?: object;
}

let folder: string;
let resources: Resource[];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'girok-kustomize-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What kustomize makes of a folder: `kubectl` has it built in, and asks no cluster. */
const kustomize = (of: string) => spawnSync('kubectl', ['kustomize', of], { encoding: 'utf8' });
const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

(hasKubectl ? describe : describe.skip)('the overlay of docs/install.md, as kubectl builds it', () => {
  beforeAll(() => {
    cpSync(__dirname, path.join(folder, 'girok/deploy/kubernetes'), { recursive: true });
    const own = path.join(folder, 'own');
    mkdirSync(own);
    writeFileSync(path.join(own, 'kustomization.yaml'), OVERLAY);
    for (const file of ['migrator.env', 'sidecar.env', 'sealer.env', 'seal.pem']) {
      writeFileSync(path.join(own, file), `OF=${file}\n`);
    }
    const { status, stdout, stderr } = kustomize(own);
    expect([status, stderr]).toEqual([0, '']);
    resources = parseAllDocuments(stdout).map((document) => document.toJS() as Resource);
  });

  test('the settings that it gives are taken, and the others are kept', () => {
    const settings = resources.find(({ metadata }) => metadata.name.startsWith('girok-settings-'))?.data;
    expect(settings).toMatchObject({
      GIROK_CLICKHOUSE_URL: 'https://clickhouse.internal:8443',
      GIROK_GRAFANA_ISSUER: 'https://grafana.internal/',
      GIROK_KAFKA_TOPIC: 'otel-telemetry',
    });
  });

  test('every secret and setting that a pod takes is made, under the name that kustomize gave it', () => {
    const made = resources
      .filter(({ kind }) => kind === 'Secret' || kind === 'ConfigMap')
      .map(({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`);
    const taken = JSON.stringify(resources.map(({ spec }) => spec ?? {}));
    const names = [
      ...[...taken.matchAll(/"configMapRef":{"name":"([^"]+)"/g)].map(([, name]) => `ConfigMap girok ${name}`),
      ...[...taken.matchAll(/"secretRef":{"name":"([^"]+)"/g)].map(([, name]) => `Secret girok ${name}`),
      ...[...taken.matchAll(/"secretName":"([^"]+)"/g)].map(([, name]) => `Secret girok ${name}`),
    ];
    expect([...new Set(names)].sort()).toEqual(made.sort());
  });

  test('everything is in one namespace, and images have the version of this repository', () => {
    const outside = resources.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'girok');
    expect(outside).toEqual([]);
    const images = [...JSON.stringify(resources).matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image);
    const { version } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(new Set(images)).toEqual(new Set([`registry.internal/girok:${version}`]));
  });

  test('the first step of an upgrade leaves serve and seal as they are, and brings all that the job takes', () => {
    const left = /--selector 'app\.kubernetes\.io\/component notin \((.+)\)'/.exec(UPGRADE)![1].split(', ');
    const [applied, later] = [false, true].map((isLater) =>
      resources
        .filter(({ metadata }) => left.includes(metadata.labels?.['app.kubernetes.io/component'] ?? '') === isLater)
        .map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-[a-z0-9]{10}$/, '')}`)
    );
    expect(later.sort()).toEqual(['CronJob girok-seal', 'Deployment girok', 'Service girok']);
    const needed = ['Namespace girok', 'Job girok-migrate', 'ConfigMap girok-settings', 'Secret girok-migrator'];
    expect(applied).toEqual(expect.arrayContaining(needed));
  });
});
