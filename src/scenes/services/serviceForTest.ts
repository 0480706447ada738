import { type Service } from './service';

/** A service that does as before, but for `part`. */
export const service = (part: Partial<Service>): Service => ({
  name: 'cart',
  requests: 1000,
  rate: 1,
  failed: 0,
  p50: 10e6,
  p95: 100e6,
  p99: 200e6,
  requestsBefore: 1000,
  rateBefore: 1,
  failedBefore: 0,
  p95Before: 100e6,
  lastRequest: 1,
  trend: [],
  signals: ['traces'],
  releases: [],
  environments: [],
  namespaces: [],
  owners: [],
  ...part,
});
