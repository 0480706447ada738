import { locationUtil, urlUtil } from '@grafana/data';
import { config } from '@grafana/runtime';

import { DATA_SOURCE_TYPE } from '../app/plugin';

/** Whether this user may open Explore: it can be switched off, and Viewers may not unless Grafana says so. */
export function mayExplore(): boolean {
  const { permissions, orgRole } = config.bootData.user;
  const isAllowed = permissions ? permissions['datasources:explore'] === true : ['Admin', 'Editor'].includes(orgRole);
  return config.exploreEnabled && isAllowed;
}

/**
 * Address of Explore with statements as they were run, each a query of the data source. Format: Grafana's `panes`,
 * schema version 1 (since 10.0).
 */
export function exploreUrl(
  dataSourceUid: string,
  statements: readonly string[],
  range: { from: string; to: string }
): string {
  const queries = statements.map((rawSql, i) => ({
    refId: String.fromCharCode(65 + (i % 26)),
    datasource: { type: DATA_SOURCE_TYPE, uid: dataSourceUid },
    pluginVersion: '4.20.0',
    editorType: 'sql',
    rawSql,
    format: 1,
    queryType: 'table',
  }));
  const url = urlUtil.renderUrl('/explore', {
    schemaVersion: 1,
    orgId: config.bootData.user.orgId,
    panes: JSON.stringify({ girok: { datasource: dataSourceUid, queries, range } }),
  });
  return locationUtil.assureBaseUrl(url);
}
