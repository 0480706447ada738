import { filled, findRoute, pluginRoute } from './pluginRoutes';

const routes = [
  { path: 'sidecar/health', method: 'GET', url: 'a' },
  { path: 'runs/*', method: 'POST', url: 'b' },
  { path: 'any/*', url: 'c' },
  { path: 'any/late', url: 'd' },
].map((route) => pluginRoute.parse(route));

test.each<[string, string, string | undefined, string]>([
  ['GET', 'sidecar/health', 'a', ''],
  ['GET', 'sidecar/health/', 'a', ''],
  ['GET', 'sidecar/%68ealth', 'a', ''],
  ['POST', 'sidecar/health', undefined, ''],
  ['GET', 'sidecar', undefined, ''],
  ['GET', 'sidecar/health/more', undefined, ''],
  ['GET', 'sidecar/healthy', undefined, ''],
  ['GET', 'x/sidecar/health', undefined, ''],
  ['GET', 'sidecar//health', undefined, ''],
  ['POST', 'runs', undefined, ''],
  ['POST', 'runs/1', 'b', '1'],
  ['POST', 'runs/1/files/a%2Fb', 'b', '1/files/a/b'],
  ['POST', 'runs/%', undefined, ''],
  ['POST', 'runs/../secret', undefined, ''],
  ['POST', 'runs/a%2F..%2F..', undefined, ''],
  ['DELETE', 'any/late', 'c', 'late'],
])('%s %s', (method, path, url, rest) => {
  const found = findRoute(routes, method, path);
  expect(found?.route.url).toBe(url);
  expect(found?.rest ?? '').toBe(rest);
});

test('templates are filled from the settings; one that is empty is named', () => {
  const data = { JsonData: { sidecarUrl: 'http://x' }, SecureJsonData: { sidecarSecret: '$& s' } };
  expect(filled('{{ .JsonData.sidecarUrl }}/healthz', data)).toBe('http://x/healthz');
  expect(filled('{{.SecureJsonData.sidecarSecret}}', data)).toBe('$& s');
  expect(() => filled('{{ .JsonData.other }}', data)).toThrow(/"other"/);
});
