import { urlUtil } from '@grafana/data';
import { sceneGraph, type SceneObject } from '@grafana/scenes';

import { pageUrl } from '../../app/plugin';
import { contextOf, linkWithContext } from '../links';
import { VARIABLES } from '../variables';

/** Address of a service, without its query. The name is a parameter of it: a path cannot be empty and has trouble with slashes. */
export const SERVICE_URL = `${pageUrl('services')}/service`;

/** Link to a service with what the page has: time range, data source, filters. */
export function serviceLink(object: SceneObject, service: string, more: Record<string, string> = {}): string {
  const filters = sceneGraph.lookupVariable(VARIABLES.filters, object)?.urlSync?.getUrlState() ?? {};
  return urlUtil.renderUrl(SERVICE_URL, { ...contextOf(object), ...filters, service, ...more });
}

/** The spans and the events of a service on their own pages. */
export const serviceLinkTargets = (object: SceneObject, service: string) => {
  const filters = [{ key: 'service', value: service }];
  return [
    { text: 'Traces', href: `${linkWithContext(object, pageUrl('traces'), filters)}&spans=all` },
    { text: 'Audit logs', href: linkWithContext(object, pageUrl('audit'), filters) },
  ];
};
