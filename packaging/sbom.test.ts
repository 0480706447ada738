import { type LockFile, sbom } from './sbom';
import lock from '../package-lock.json';
import { dependencies, devDependencies, version } from '../package.json';

interface Component {
  name: string;
  version: string;
  hashes?: Array<{ alg: string; content: string }>;
  licenses?: Array<{ expression: string }>;
}

const EPOCH = 1_700_000_000;
const bill = (of: LockFile) =>
  JSON.parse(sbom(of, EPOCH)) as {
    bomFormat: string;
    metadata: { timestamp: string; component: { version: string } };
    components: Component[];
  };
const named = (components: Component[]) => components.map(({ name, version: of }) => `${name}@${of}`);

test('every package that is shipped is named with version, licence and checksum; none that only builds is', () => {
  const { metadata, components } = bill(lock as LockFile);
  expect([metadata.component.version, metadata.timestamp]).toEqual([version, '2023-11-14T22:13:20.000Z']);
  const names = named(components);
  expect(names).toEqual(expect.arrayContaining(Object.entries(dependencies).map(([name, of]) => `${name}@${of}`)));
  expect(names.length).toBe(new Set(names).size);
  const builders = (['jest', 'webpack', 'eslint', '@playwright/test'] as const).map(
    (name) => `${name}@${devDependencies[name]}`
  );
  expect(names.filter((name) => builders.includes(name))).toEqual([]);
  const unchecked = components.filter(({ hashes }) => !/^[0-9a-f]{128}$/.test(hashes?.[0].content ?? ''));
  // engines for other platforms stand in the lock file without a checksum
  expect(named(unchecked).filter((name) => !name.startsWith('@chdb/lib-'))).toEqual([]);
  // these say it in a file, or not at all
  expect(named(components.filter(({ licenses }) => !licenses)).map((name) => name.replace(/@[^@]+$/, ''))).toEqual([
    'fast-shallow-equal',
    'get-document',
    'react-universal-interface',
  ]);
});

test('two versions of one package are both named, each once, and what is nowhere is not', () => {
  const { components } = bill({
    packages: {
      '': { version: '1.0.0', dependencies: { a: '1', b: '1' } },
      'node_modules/a': { version: '1.0.0', dependencies: { b: '2' }, optionalDependencies: { absent: '1' } },
      'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { a: '1' } },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/builder': { version: '1.0.0', dependencies: { b: '1' } },
    },
  });
  expect(named(components)).toEqual(['a@1.0.0', 'b@1.0.0', 'b@2.0.0']);
});
