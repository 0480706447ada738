/** One thing that is not as it was; undefined on the side on which it is not there. */
export interface Change {
  /** Where in the value: `roles[]`, `address.city`; empty for the value itself. */
  path: string;
  before?: string;
  after?: string;
}

/** What an event says about something before and after it. */
export interface ChangeSet {
  /** What the two attributes have in common: `audit.change` of `audit.change.before` and `audit.change.after`. */
  name: string;
  changes: Change[];
  /** Parts that are the same on both sides. */
  unchanged: number;
}

/** Last words of the keys of attributes that hold both sides. */
const SIDES = [
  ['before', 'after'],
  ['old', 'new'],
  ['old_value', 'new_value'],
  ['previous', 'current'],
] as const;

/** Pairs of attributes that say what something was and what it is, compared part by part. */
export function changesOf(attributes: Readonly<Record<string, string>>): ChangeSet[] {
  return SIDES.flatMap(([was, is]) =>
    Object.keys(attributes)
      .filter((key) => key === was || key.endsWith(`.${was}`) || key.endsWith(`_${was}`))
      .flatMap((key) => {
        const stem = key.slice(0, key.length - was.length);
        const after = attributes[stem + is];
        return after === undefined ? [] : [compare(stem.replace(/[._]$/, '') || 'value', attributes[key], after)];
      })
  );
}

function compare(name: string, before: string, after: string): ChangeSet {
  const [was, is] = [partsOf(before), partsOf(after)];
  const changes: Change[] = [];
  let unchanged = 0;
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [old, current] = [was.get(key), is.get(key)];
    if (old?.text === current?.text) {
      unchanged++;
    } else {
      changes.push({ path: (old ?? current)?.path ?? '', before: old?.text, after: current?.text });
    }
  }
  return { name, changes, unchanged };
}

interface Part {
  path: string;
  text: string;
}

/** The leaves of a JSON value by what makes them the same on both sides; text that is no JSON is one leaf. */
function partsOf(text: string): Map<string, Part> {
  const parts = new Map<string, Part>();
  if (text !== '') {
    collect(parsed(text), '', parts);
  }
  return parts;
}

function collect(value: unknown, path: string, into: Map<string, Part>) {
  if (Array.isArray(value)) {
    value.forEach((element: unknown, i) => {
      if (isScalar(element)) {
        // an element of a list is the same wherever it stands; the second of two equal ones is another
        const one = `${path}[]`;
        const shown = textOf(element);
        let nth = 0;
        while (into.has(`${one} ${nth} ${shown}`)) {
          nth++;
        }
        into.set(`${one} ${nth} ${shown}`, { path: one, text: shown });
      } else {
        collect(element, `${path}[${i}]`, into);
      }
    });
  } else if (isScalar(value)) {
    into.set(path, { path, text: textOf(value) });
  } else {
    for (const [key, one] of Object.entries(value as object)) {
      collect(one, path === '' ? key : `${path}.${key}`, into);
    }
  }
}

const isScalar = (value: unknown) => typeof value !== 'object' || value === null;
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
