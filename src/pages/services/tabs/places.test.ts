import { byPlace, placeOf } from './places';

test.each([
  ['k8s.pod.name', 'Kubernetes'],
  ['container.id', 'Container'],
  ['host.name', 'Host'],
  ['os.type', 'Host'],
  ['cloud.region', 'Cloud'],
  ['process.pid', 'Process'],
  ['service.version', 'Service'],
  ['hostname', 'Other'],
  ['', 'Other'],
])('%s speaks of: %s', (key, place) => expect(placeOf(key)).toBe(place));

test('each attribute is in one place, and places without any are left out', () => {
  const keys = ['service.name', 'team', 'k8s.pod.name', 'k8s.namespace.name'];
  expect(byPlace(keys, (key) => key)).toEqual([
    { place: 'Kubernetes', rows: ['k8s.pod.name', 'k8s.namespace.name'] },
    { place: 'Service', rows: ['service.name'] },
    { place: 'Other', rows: ['team'] },
  ]);
});
