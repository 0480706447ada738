/** A piece of an answer: whatever the other side sent, read without trust in its shape. */
export interface Wire {
  text(name: string): string;
  number(name: string): number;
  isTrue(name: string): boolean;
  /** undefined when it is not there. */
  choice(name: string): boolean | undefined;
  /** Texts by name; what is no text is left out. */
  texts(name: string): Record<string, string>;
  /** Texts in a list. */
  list(name: string): string[];
  inner(name: string): Wire;
  all(name: string): Wire[];
  raw(name: string): unknown;
}

export function wire(value: unknown): Wire {
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return {
    text: (name) => (typeof object[name] === 'string' ? object[name] : ''),
    number: (name) => (typeof object[name] === 'number' ? object[name] : 0),
    isTrue: (name) => object[name] === true,
    choice: (name) => (typeof object[name] === 'boolean' ? object[name] : undefined),
    texts: (name) => textsIn(object[name]),
    list: (name) => (Array.isArray(object[name]) ? object[name].filter((one) => typeof one === 'string') : []),
    inner: (name) => wire(object[name]),
    all: (name) => wires(object[name]),
    raw: (name) => object[name],
  };
}

/** A list of pieces; empty for what is no list. */
export const wires = (value: unknown): Wire[] => (Array.isArray(value) ? value.map(wire) : []);

function textsIn(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
