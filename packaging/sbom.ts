import { license, version } from '../package.json';

/** A package of the lock file: package-lock.json, "packages", from version 2 on. */
interface Locked {
  version: string;
  /** `sha512-` and base64. */
  integrity?: string;
  /** An SPDX expression; old packages name none. */
  license?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** package-lock.json as far as it is read here. */
export interface LockFile {
  packages: Record<string, Locked>;
}

/**
 * Every package that is in what we ship, with version, licence and checksum: CycloneDX 1.6 as JSON. Of the lock file alone:
 * npm's own list leaves out a package that something else needs in another version. The same commit gives the same bytes.
 * @param epochSeconds time that it carries
 */
export function sbom(lock: LockFile, epochSeconds: number): string {
  const components = shipped(lock)
    .map((place) => component(nameOf(place), lock.packages[place]))
    .sort((a, b) => (a.purl < b.purl ? -1 : 1));
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      timestamp: new Date(epochSeconds * 1000).toISOString(),
      component: { type: 'application', name: 'girok-telemetry', version, licenses: [{ expression: license }] },
    },
    components: components.filter(({ purl }, i) => purl !== components[i - 1]?.purl),
  };
  return JSON.stringify(bill, undefined, 2) + '\n';
}

/** Places in the lock file of what the project needs to run, by following dependencies. */
function shipped({ packages }: LockFile): string[] {
  const places = new Set(['']);
  for (const place of places) {
    const { dependencies, optionalDependencies } = packages[place];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = placeOf(name, place, packages);
      if (found !== undefined) {
        places.add(found);
      }
    }
  }
  places.delete('');
  return [...places];
}

/** Where Node finds a package from a place: beside it or, folder by folder, above it. */
function placeOf(name: string, from: string, packages: LockFile['packages']): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (Object.hasOwn(packages, place)) {
      return place;
    }
    if (folder === '') {
      return undefined;
    }
  }
}

const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

function component(name: string, { version: of, integrity, license: terms }: Locked) {
  const checksum = /^sha512-(\S+)$/.exec(integrity ?? '')?.[1];
  return {
    type: 'library',
    name,
    version: of,
    purl: `pkg:npm/${name.replace(/^@/, '%40')}@${of}`,
    ...(checksum && { hashes: [{ alg: 'SHA-512', content: Buffer.from(checksum, 'base64').toString('hex') }] }),
    ...(terms && { licenses: [{ expression: terms }] }),
  };
}
