import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

import { runGirok } from '../../sidecar/cli/runGirok';
import { configSchema, environmentName } from '../../sidecar/config';
import { PATIENCE_MS } from '../../sidecar/server/health';

interface Probe {
  timeoutSeconds?: number;
}
interface Container {
  name: string;
  image: string;
  args: string[];
  env?: Array<{ name: string }>;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  securityContext: object;
  resources: { limits: { memory: string } };
}
interface PodSpec {
  containers: Container[];
  securityContext: object;
  automountServiceAccountToken: boolean;
  enableServiceLinks: boolean;
}
interface Resource {
  kind: string;
  metadata: { name: string };
  spec: {
    concurrencyPolicy?: string;
    template?: { spec: PodSpec };
    jobTemplate?: { spec: { activeDeadlineSeconds?: number; template: { spec: PodSpec } } };
  };
}

const read = (name: string) => readFileSync(path.join(__dirname, name), 'utf8');
const kustomization = parse(read('kustomization.yaml')) as {
  resources: string[];
  configMapGenerator: Array<{ envs: string[] }>;
};
const resources = kustomization.resources
  .flatMap((file) => parseAllDocuments(read(file)))
  .map((document) => document.toJS() as Resource);
const pods = resources.flatMap(({ metadata, spec = {} }) => {
  const pod = spec.template?.spec ?? spec.jobTemplate?.spec.template.spec;
  return pod ? [[metadata.name, pod] as const] : [];
});

test('every file is applied', () => {
  const files = readdirSync(__dirname).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml');
  expect([...kustomization.resources].sort()).toEqual(files.sort());
});

test.each(pods)(
  '%s runs as nobody special, and with a limit',
  (_, { securityContext, automountServiceAccountToken, containers }) => {
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(automountServiceAccountToken).toBe(false);
    for (const container of containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources.limits.memory).toMatch(/^\d+[MG]i$/);
    }
  }
);

test.each(pods.flatMap(([, { containers }]) => containers.map(({ args }) => [args.join(' '), args] as const)))(
  '`girok %s` is a command',
  async (_, args) => {
    const { code, stdout } = await runGirok([...args, '--help'], {});
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: girok ${args.join(' ')}`);
  }
);

test('no pod is told of services in its environment: that of one called girok-serve would be a setting of girok', () => {
  expect(Object.keys(configSchema.shape).map(environmentName)).toContain('GIROK_SERVE_PORT');
  expect(pods.filter(([, { enableServiceLinks }]) => enableServiceLinks !== false).map(([name]) => name)).toEqual([]);
});

test('what runs one at a time has an end, or one that never starts keeps all others waiting', () => {
  const alone = resources.filter(({ spec }) => spec?.concurrencyPolicy === 'Forbid');
  expect(alone.map(({ metadata }) => metadata.name)).toEqual(['girok-seal']);
  expect(alone.map(({ spec }) => spec.jobTemplate?.spec.activeDeadlineSeconds)).not.toContain(undefined);
});

test('a probe waits for what girok has to say of a ClickHouse that hangs', () => {
  const probes = pods.flatMap(([, { containers }]) =>
    containers.flatMap(({ livenessProbe, readinessProbe }) => [livenessProbe ?? [], readinessProbe ?? []].flat())
  );
  expect(probes).toHaveLength(2);
  for (const { timeoutSeconds = 1 } of probes) {
    expect(timeoutSeconds * 1000).toBeGreaterThan(PATIENCE_MS);
  }
});

test('every setting is one that girok knows', () => {
  const known = Object.keys(configSchema.shape).map(environmentName);
  const given = [
    ...[...read('settings.env').matchAll(/^(\w+)=/gm)].map(([, name]) => name),
    ...pods.flatMap(([, { containers }]) => containers.flatMap(({ env = [] }) => env.map(({ name }) => name))),
  ];
  expect(given.length).toBeGreaterThan(5);
  expect(given.filter((name) => !known.includes(name))).toEqual([]);
});
