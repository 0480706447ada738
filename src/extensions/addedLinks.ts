import { type PluginExtensionAddedLinkConfig, PluginExtensionPoints } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';

import {
  acknowledgeFromAlert,
  type AlertContext,
  linkFromAlert,
  linkFromQueries,
  linkFromTrace,
  type QueriesContext,
  type TraceContext,
} from './links';
import { pageUrl } from '../app/plugin';

// Titles, descriptions and targets stand in plugin.json as well: Grafana refuses a link that is not declared there.

/** From a dashboard panel or from Explore to the page of the table that is read. */
export const queriesLink: PluginExtensionAddedLinkConfig<QueriesContext> = {
  targets: [PluginExtensionPoints.DashboardPanelMenu, PluginExtensionPoints.ExploreToolbarAction],
  title: 'Open in Girok',
  description: 'The audit events or spans behind this, without SQL',
  path: pageUrl('overview'),
  icon: 'search',
  configure: (context) =>
    context && linkFromQueries(context, (statement) => getTemplateSrv().replace(statement, context.scopedVars)),
};

/** From Grafana's trace view to ours. */
export const traceViewLink: PluginExtensionAddedLinkConfig<TraceContext> = {
  targets: [PluginExtensionPoints.TraceViewHeaderActions],
  title: 'Open trace in Girok',
  description: 'Critical path, audit events of the trace, comparison with another one',
  path: pageUrl('traces'),
  icon: 'gf-traces',
  configure: (context) => context && linkFromTrace(context),
};

/** From an alert instance that names a service to the traces of that service. */
export const alertLink: PluginExtensionAddedLinkConfig<AlertContext> = {
  targets: [PluginExtensionPoints.AlertInstanceAction],
  title: 'Traces of this service in Girok',
  description: 'What the service did from half an hour before the alert',
  path: pageUrl('traces'),
  icon: 'gf-traces',
  configure: (context) => context && linkFromAlert(context),
};

/** From an instance of one of Girok's rules to the dialog that acknowledges it. */
export const acknowledgeLink: PluginExtensionAddedLinkConfig<AlertContext> = {
  targets: [PluginExtensionPoints.AlertInstanceAction],
  title: 'Acknowledge in Girok',
  description: 'Say that you look after it, and hold its notifications back until a time',
  path: pageUrl('pipeline'),
  icon: 'check-circle',
  configure: (context) => context && acknowledgeFromAlert(context),
};
