import { urlUtil } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';

import { linkWithContext } from './links';
import { traceUrl } from '../app/plugin';

/** Address of a trace, with this page's time range and data source; with a span, that span is the one that is shown. */
export function traceLink(object: SceneObject, traceId: string, spanId?: string): string {
  const link = linkWithContext(object, traceUrl(traceId), []);
  return spanId ? urlUtil.appendQueryToUrl(link, `span=${encodeURIComponent(spanId)}`) : link;
}
