/** Where things run, by the beginning of their resource attributes (semantic conventions), the nearest to a machine first. */
const PLACES: Array<{ place: string; prefixes: string[] }> = [
  { place: 'Kubernetes', prefixes: ['k8s.', 'openshift.'] },
  { place: 'Container', prefixes: ['container.', 'oci.'] },
  { place: 'Host', prefixes: ['host.', 'os.', 'device.', 'system.'] },
  { place: 'Cloud', prefixes: ['cloud.', 'aws.', 'azure.', 'gcp.', 'faas.', 'heroku.'] },
  { place: 'Process', prefixes: ['process.'] },
  { place: 'Service', prefixes: ['service.', 'deployment.', 'telemetry.'] },
];

/** What says nothing of a place. */
const OTHER = 'Other';

/** The place that a resource attribute speaks of. */
export const placeOf = (key: string): string =>
  PLACES.find(({ prefixes }) => prefixes.some((prefix) => key.startsWith(prefix)))?.place ?? OTHER;

/** Rows by place, in the order of PLACES; places without a row are left out. */
export function byPlace<T>(rows: readonly T[], keyOf: (row: T) => string): Array<{ place: string; rows: T[] }> {
  return [...PLACES.map(({ place }) => place), OTHER]
    .map((place) => ({ place, rows: rows.filter((row) => placeOf(keyOf(row)) === place) }))
    .filter((group) => group.rows.length > 0);
}
