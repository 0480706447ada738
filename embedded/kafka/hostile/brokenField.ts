import fc from 'fast-check';

import { type Signal } from '../pipeline';
import { type Hostile } from './hostile';
import { id, wholeMessage } from './wholeMessage';
import { wrongKey, wrongValue } from './wrongValue';

/** A field of another type, renamed, doubled, missing, or there ten thousand times. */
export function brokenField(signal: Signal): fc.Arbitrary<Hostile> {
  return fc
    .record({
      id,
      path: fc.constantFrom(...pathsOf(wholeMessage(signal, 0))),
      how: fc.oneof({ weight: 4, arbitrary: fc.constant('replaced' as const) }, fc.constantFrom(...OTHER_WAYS)),
      value: wrongValue,
      key: wrongKey,
      many: fc.constantFrom(100, 10_000),
    })
    .map((change) => ({
      kind: `${signal} ${change.path.join('.')} ${change.how}`,
      value: Buffer.from(broken(wholeMessage(signal, change.id), change.path, change)),
    }));
}

const OTHER_WAYS = ['renamed', 'before another', 'after another', 'missing', 'many times'] as const;

type Path = Array<string | number>;

function pathsOf(value: unknown, at: Path = []): Path[] {
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const inner = children.flatMap(([key, child]) => pathsOf(child, [...at, Array.isArray(value) ? Number(key) : key]));
  return at.length === 0 ? inner : [at, ...inner];
}

interface Change {
  how: 'replaced' | (typeof OTHER_WAYS)[number];
  value: string;
  key: string;
  many: number;
}

/** JSON text of `value` in which the field at `path` is changed. */
function broken(value: unknown, [step, ...rest]: Path, change: Change): string {
  const member = (name: string, key: string | number, item: unknown): string[] => {
    if (key !== step) {
      return [name + JSON.stringify(item)];
    }
    return rest.length > 0 ? [name + broken(item, rest, change)] : changed(name, JSON.stringify(item), change);
  };
  return Array.isArray(value)
    ? `[${value.flatMap((item: unknown, i) => member('', i, item)).join(',')}]`
    : `{${Object.entries(value as object)
        .flatMap(([key, item]: [string, unknown]) => member(`${JSON.stringify(key)}:`, key, item))
        .join(',')}}`;
}

/** @param name `"key":` of a member of an object, empty for an item of an array */
function changed(name: string, item: string, { how, value, key, many }: Change): string[] {
  switch (how) {
    case 'replaced':
      return [name + value];
    case 'renamed':
      return [name === '' ? item : `${key}:${item}`];
    case 'before another':
      return [name + item, name + value];
    case 'after another':
      return [name + value, name + item];
    case 'missing':
      return [];
    case 'many times':
      return Array.from({ length: Math.min(many, Math.ceil(MOST_BYTES / item.length)) }, () => name + item);
  }
}

/** Of a message that is made by repetition. */
const MOST_BYTES = 2 * 2 ** 20;
