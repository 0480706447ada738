import { neighboursOf } from './neighbours';
import { type CallGraph } from '../../scenes/serviceMap/callGraph';

/** "a>b" are edges; a name that begins with @ is a queue. */
function graph(...edges: string[]): CallGraph {
  const pairs = edges.map((edge) => edge.split('>'));
  return {
    nodes: [...new Set(pairs.flat())].map((id) => ({
      id,
      kind: id.startsWith('@') ? 'queue' : 'service',
      name: id.replace('@', ''),
      filterKey: 'service',
    })),
    edges: pairs.map(([source, target]) => ({ source, target, calls: 1, rate: 1, errorShare: 0, p95: 1 })),
  };
}

test.each<[string, string[], string, string[]]>([
  ['callers and called ones, nothing beyond', ['a>b', 'b>c', 'c>d', 'x>a'], 'b', ['a>b', 'b>c']],
  ['a service that calls itself', ['a>a', 'b>c'], 'a', ['a>a']],
  ['a queue of the same name is another thing', ['a>@b', 'c>b'], 'b', ['c>b']],
  ['a service that is not there', ['a>b'], 'z', []],
])('%s', (_, edges, service, expected) => {
  const { edges: found, nodes } = neighboursOf(graph(...edges), service);
  expect(found.map(({ source, target }) => `${source}>${target}`)).toEqual(expected);
  expect(new Set(nodes.map(({ id }) => id))).toEqual(new Set(expected.flatMap((edge) => edge.split('>'))));
});
