import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

import { DASHBOARDS, type DashboardName, TAG } from './names';
import { DATA_SOURCE } from './query';

const APP = '/a/girok-telemetry-app';
/** Time range and data source, as both dashboards and the app's pages read them. */
const CONTEXT = `\${__url_time_range}&\${${DATA_SOURCE}:queryparam}`;
const CELL = '${__value.raw:percentencode}';

export interface CellLink {
  title: string;
  url: string;
}

const dashboard = (name: DashboardName, variable: string): CellLink => ({
  title: `Dashboard: ${DASHBOARDS[name].title}`,
  url: `/d/${DASHBOARDS[name].uid}?${CONTEXT}&var-${variable}=${CELL}`,
});

/** Where the value of a cell leads, by what it is. */
export const CELL_LINKS = {
  service: [
    dashboard('service', 'service'),
    { title: 'Service in Girok', url: `${APP}/services/service?${CONTEXT}&service=${CELL}` },
    { title: 'Traces in Girok', url: `${APP}/traces?${CONTEXT}&spans=all&var-filters=service|%3D|${CELL}` },
  ],
  trace: [{ title: 'Trace in Girok', url: `${APP}/traces/${CELL}?${CONTEXT}` }],
  actor: [
    dashboard('actor', 'actor'),
    { title: 'Events in Girok', url: `${APP}/audit?${CONTEXT}&var-filters=actor|%3D|${CELL}` },
  ],
  route: [{ title: 'Spans in Girok', url: `${APP}/traces?${CONTEXT}&spans=server&var-filters=route|%3D|${CELL}` }],
  span: [{ title: 'Spans in Girok', url: `${APP}/traces?${CONTEXT}&spans=all&var-filters=name|%3D|${CELL}` }],
  dashboard: [{ title: 'Open this dashboard', url: `/d/${CELL}?${CONTEXT}` }],
} satisfies Record<string, CellLink[]>;

export type CellKind = keyof typeof CELL_LINKS;

/** The menu of all dashboards of ours, and a page of the app: both keep the time range and the variables. */
export const dashboardLinks = (page: { title: string; path: string }) => [
  new DashboardLinkBuilder(`${page.title} in Girok`)
    .type(DashboardLinkType.Link)
    .icon('apps')
    .tooltip('The page of the app that goes with this dashboard')
    .url(`${APP}/${page.path}`)
    .keepTime(true)
    .includeVars(true),
  new DashboardLinkBuilder('Girok dashboards')
    .type(DashboardLinkType.Dashboards)
    .icon('external link')
    .tooltip('')
    .url('')
    .tags([TAG])
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true),
];
