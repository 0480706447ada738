import { type Span } from './span';

/** For tests: a span from `start` to `end` in ms. Its id is its name unless said otherwise. */
export function spanAt(name: string, parentId: string, start: number, end: number, more: Partial<Span> = {}): Span {
  return {
    key: more.id ?? name,
    id: name,
    parentId,
    service: 'shop',
    name,
    kind: 'Internal',
    start: start * 1e6,
    duration: (end - start) * 1e6,
    isError: false,
    message: '',
    events: 0,
    links: 0,
    ...more,
  };
}
