import { type Signal, SIGNALS } from '../../../queries/tables';
import { type Row } from '../rows';

/** One version of a service and when it was seen, in ms since 1970. */
export interface Release {
  version: string;
  first: number;
  last: number;
}

/** What was measured of requests. Rates per second, durations in ns; null where nothing was measured. */
export interface Requests {
  requests: number;
  rate: number;
  failed: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  requestsBefore: number;
  rateBefore: number;
  failedBefore: number;
  p95Before: number | null;
  /** When the last one began, in ms since 1970; 0 when there is none. */
  lastRequest: number;
  /** Requests in equal parts of both periods, the period before first. */
  trend: number[];
}

/** A service in the range and the period before it. */
export interface Service extends Requests {
  /** Empty for what came without a name. */
  name: string;
  /** What it sent in the range. */
  signals: Signal[];
  /** Versions of both periods by when they were first seen. */
  releases: Release[];
  environments: string[];
  namespaces: string[];
  /** Who answers for it, as it says itself. */
  owners: string[];
}

const NO_REQUESTS: Requests = {
  requests: 0,
  rate: 0,
  failed: 0,
  p50: null,
  p95: null,
  p99: null,
  requestsBefore: 0,
  rateBefore: 0,
  failedBefore: 0,
  p95Before: null,
  lastRequest: 0,
  trend: [],
};

/** Brings together the answers of `serviceRequests()` and `serviceResources()`: each service that either of them knows. */
export function servicesOf(requests: Row[], resources: Row[]): Service[] {
  const measured = new Map(requests.map((row) => [row.text('service'), requestsOf(row)]));
  const known = new Map<string, Row[]>();
  for (const row of resources) {
    const name = row.text('service');
    known.set(name, [...(known.get(name) ?? []), row]);
  }
  return [...new Set([...measured.keys(), ...known.keys()])].map((name) => {
    const rows = known.get(name) ?? [];
    return {
      name,
      ...(measured.get(name) ?? NO_REQUESTS),
      signals: SIGNALS.filter((signal) =>
        rows.some((row) => row.text('signal') === signal && row.number('current') > 0)
      ),
      releases: releasesOf(rows),
      environments: distinct(rows, 'environment'),
      namespaces: distinct(rows, 'namespace'),
      owners: distinct(rows, 'owner'),
    };
  });
}

/** Versions that were first seen within the range while another one was there before: what was deployed. */
export function deploysOf({ releases }: Pick<Service, 'releases'>, range: { from: number; to: number }): Release[] {
  return releases.filter(
    ({ first }) => first >= range.from && first <= range.to && releases.some((other) => other.first < first)
  );
}

/** The version that was seen last; undefined when the service does not say. */
export const currentRelease = ({ releases }: Pick<Service, 'releases'>): Release | undefined =>
  releases.reduce<Release | undefined>((newest, one) => (newest && newest.last >= one.last ? newest : one), undefined);

/** How a service is called on screen. */
export const serviceTitle = (name: string) => name || '(no service name)';

function requestsOf(row: Row): Requests {
  const measured = (column: string) => (row.text(column) === '' ? null : row.number(column));
  return {
    requests: row.number('requests'),
    rate: row.number('rate'),
    failed: row.number('failed'),
    p50: measured('p50'),
    p95: measured('p95'),
    p99: measured('p99'),
    requestsBefore: row.number('requests_before'),
    rateBefore: row.number('rate_before'),
    failedBefore: row.number('failed_before'),
    p95Before: measured('p95_before'),
    lastRequest: row.number('last_request'),
    trend: row.list('trend').map(Number),
  };
}

function releasesOf(rows: Row[]): Release[] {
  const releases = new Map<string, Release>();
  for (const row of rows) {
    const version = row.text('version');
    const known = releases.get(version);
    releases.set(version, {
      version,
      first: Math.min(known?.first ?? Infinity, row.number('first')),
      last: Math.max(known?.last ?? 0, row.number('last')),
    });
  }
  releases.delete('');
  return [...releases.values()].sort((a, b) => a.first - b.first);
}

const distinct = (rows: Row[], column: string) =>
  [...new Set(rows.map((row) => row.text(column)))].filter((text) => text !== '').sort();
