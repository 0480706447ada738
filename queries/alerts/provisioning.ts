import { stringify } from 'yaml';

import { type AlertRule } from './alertRule';
import { ruleData } from './ruleData';
import { ALERT_RULES } from './rules';
import { NOTIFICATION } from './thresholds';

/** Folder of the rules, and of the dashboard that carries the notes of who acknowledged what. */
const FOLDER = 'Girok';
const PLUGIN_ID = 'girok-telemetry-app';
/** How often all rules are evaluated, one after the other. */
const INTERVAL = '30s';

export interface Provisioned {
  /** Uid of the ClickHouse data source. */
  dataSourceUid: string;
  database: string;
}

/** What provisioning/alerting/girok-rules.yaml holds, as Grafana 12 and 13 read it. */
export function alertRulesYaml(of: Provisioned): string {
  const file = {
    apiVersion: 1,
    groups: [
      {
        orgId: 1,
        name: 'girok-pipeline',
        folder: FOLDER,
        interval: INTERVAL,
        rules: ALERT_RULES.map((rule) => provisioned(rule, of)),
      },
    ],
  };
  return `# Made from queries/alerts/ and checked by provisioning.test.ts: change it there.\n${stringify(file, { lineWidth: 0 })}`;
}

function provisioned(rule: AlertRule, { dataSourceUid, database }: Provisioned) {
  const { id, title, severity, forSeconds, noData, identity, summary, sql } = rule;
  return {
    uid: id,
    title,
    condition: 'C',
    for: `${forSeconds}s`,
    noDataState: noData,
    // a query that fails is no news about the pipeline, and must not look like it
    execErrState: 'Error',
    labels: { severity, component: 'girok-pipeline', __grafana_origin: `plugin/${PLUGIN_ID}` },
    // taken as they are, unlike labels
    annotations: { summary, runbook_url: `/a/${PLUGIN_ID}/pipeline/runbooks/${id}` },
    notification_settings: {
      receiver: NOTIFICATION.receiver,
      // partitions of one topic in one message
      group_by: ['grafana_folder', 'alertname', ...identity.filter((label) => label === 'signal')],
      group_wait: '30s',
      group_interval: '1m',
      repeat_interval: NOTIFICATION.repeatInterval,
    },
    data: ruleData(rule, sql(database), dataSourceUid),
  };
}
