import { locationUtil, urlUtil } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';

import { pageUrl, traceUrl } from '../../app/plugin';
import { contextOf, filterText, type Moment } from '../links';
import { VARIABLES } from '../variables';

/** The spans with this value (or, with `!=`, the others) on the Traces page. */
export function spansLink(
  model: SceneObject,
  key: string,
  operator: '=' | '!=',
  value: string,
  moment?: Moment
): string {
  return urlUtil.renderUrl(pageUrl('traces'), {
    ...contextOf(model, moment),
    [`var-${VARIABLES.filters}`]: filterText(key, operator, value),
  });
}

/** The Traces page with a search text. */
export const spanSearchLink = (model: SceneObject, text: string) =>
  urlUtil.renderUrl(pageUrl('traces'), { ...contextOf(model), [`var-${VARIABLES.search}`]: text });

/** The audit events of a trace, or of a search text, on their page; `event` opens one of them. */
export function auditLink(
  model: SceneObject,
  { search, event }: { search?: string; event?: string },
  moment?: Moment
): string {
  return urlUtil.renderUrl(pageUrl('audit'), {
    ...contextOf(model, moment),
    ...(search && { [`var-${VARIABLES.search}`]: search }),
    ...(event && { event }),
  });
}

/** A trace, with a span or a second trace opened in it. */
export function traceLink(
  model: SceneObject,
  traceId: string,
  opened: { span?: string; compare?: string; find?: string; zoom?: string } = {},
  moment?: Moment
): string {
  return urlUtil.renderUrl(traceUrl(traceId), {
    ...contextOf(model, moment),
    ...Object.fromEntries(Object.entries(opened).filter(([, value]) => value)),
  });
}

/** The whole address, to be copied. */
export const absolute = (link: string) => new URL(locationUtil.assureBaseUrl(link), document.baseURI).href;
