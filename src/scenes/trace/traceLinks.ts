import { locationUtil, type UrlQueryMap, urlUtil } from '@grafana/data';
import { escapeUrlPipeDelimiters, sceneGraph, type SceneObject } from '@grafana/scenes';

import { pageUrl, traceUrl } from '../../app/plugin';
import { chosenDataSourceUid, VARIABLES } from '../variables';

/** A moment and how long it lasted, in ms since 1970. */
export interface Moment {
  from: number;
  to: number;
}

const HALF_AN_HOUR = 30 * 60_000;

/**
 * What links from a trace carry: the page's time range when the trace lies in it (one came from there), else the hour around
 * the trace: a trace is shown whatever the range, and a link to an empty list would be a dead end.
 */
export function contextOf(model: SceneObject, moment?: Moment): UrlQueryMap {
  const { from, to, value } = sceneGraph.getTimeRange(model).state;
  const contains = !moment || (value.from.valueOf() <= moment.from && moment.to <= value.to.valueOf());
  return {
    from: contains ? from : new Date(moment.from - HALF_AN_HOUR).toISOString(),
    to: contains ? to : new Date(moment.to + HALF_AN_HOUR).toISOString(),
    [`var-${VARIABLES.dataSource}`]: chosenDataSourceUid(model),
  };
}

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
    [`var-${VARIABLES.filters}`]: [key, operator, value].map(escapeUrlPipeDelimiters).join('|'),
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
