import { troublesOf } from '../../scenes/services/health';
import { type Service } from '../../scenes/services/service';

type Belonging = (service: Service) => string[];

/** What the list can be grouped by, under the name that stands in the address. */
export const GROUPINGS = {
  owner: { label: 'Owner', none: '(no owner)', belongsTo: ({ owners }) => owners },
  namespace: { label: 'Namespace', none: '(no namespace)', belongsTo: ({ namespaces }) => namespaces },
  environment: { label: 'Environment', none: '(no environment)', belongsTo: ({ environments }) => environments },
} as const satisfies Record<string, { label: string; none: string; belongsTo: Belonging }>;

export type Grouping = keyof typeof GROUPINGS;

/** True for a name that stands for a grouping; anything else is somebody's edited link. */
export const isGrouping = (name: unknown): name is Grouping =>
  typeof name === 'string' && Object.hasOwn(GROUPINGS, name);

/** Services that belong together, and what they do together. */
export interface ServiceGroup {
  name: string;
  services: Service[];
  requests: number;
  /** Per second. */
  rate: number;
  failed: number;
  /** Requests of all in equal parts of both periods; empty when none has any. */
  trend: number[];
  /** Services that are broken, and others that get worse. */
  broken: number;
  worse: number;
}

/**
 * The services by what they belong to, groups in the order of their first service. One that belongs to several stands in a
 * group of just these, because its requests cannot be told apart. Percentiles of a group cannot be had from those of its
 * services, so there are none.
 */
export function groupsOf(services: readonly Service[], grouping: Grouping): ServiceGroup[] {
  const { none, belongsTo } = GROUPINGS[grouping];
  const members = new Map<string, Service[]>();
  for (const service of services) {
    const name = belongsTo(service).join(', ') || none;
    members.set(name, [...(members.get(name) ?? []), service]);
  }
  return [...members].map(([name, of]) => groupOf(name, of));
}

function groupOf(name: string, services: Service[]): ServiceGroup {
  const sum = (value: (service: Service) => number) => services.reduce((total, service) => total + value(service), 0);
  const worst = services.map((service) => troublesOf(service)[0]?.severity);
  const slots = Math.max(...services.map(({ trend }) => trend.length));
  return {
    name,
    services,
    requests: sum(({ requests }) => requests),
    rate: sum(({ rate }) => rate),
    failed: sum(({ failed }) => failed),
    trend: Array.from({ length: slots }, (_, slot) => sum(({ trend }) => trend[slot] ?? 0)),
    broken: worst.filter((severity) => severity === 'broken').length,
    worse: worst.filter((severity) => severity === 'worse').length,
  };
}
