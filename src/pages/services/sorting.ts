import { byNeed } from '../../scenes/services/health';
import { type Service, serviceTitle } from '../../scenes/services/service';

type Order = (a: Service, b: Service) => number;

const highestFirst =
  (value: (service: Service) => number | null): Order =>
  (a, b) =>
    (value(b) ?? -1) - (value(a) ?? -1) || byName(a, b);

const byName: Order = (a, b) => serviceTitle(a.name).localeCompare(serviceTitle(b.name));

/** Orders of the list by the name that stands in the address. */
export const ORDERS = {
  need: { label: 'Needs attention', order: byNeed },
  name: { label: 'Service', order: byName },
  rate: { label: 'Requests', order: highestFirst(({ rate }) => rate) },
  errors: {
    label: 'Errors',
    order: highestFirst(({ requests, failed }) => (requests === 0 ? null : failed / requests)),
  },
  p50: { label: 'p50', order: highestFirst(({ p50 }) => p50) },
  p95: { label: 'p95', order: highestFirst(({ p95 }) => p95) },
  p99: { label: 'p99', order: highestFirst(({ p99 }) => p99) },
} as const satisfies Record<string, { label: string; order: Order }>;

export type ServiceOrder = keyof typeof ORDERS;

/** True for a name that stands for an order; anything else is somebody's edited link. */
export const isOrder = (name: unknown): name is ServiceOrder => typeof name === 'string' && Object.hasOwn(ORDERS, name);
