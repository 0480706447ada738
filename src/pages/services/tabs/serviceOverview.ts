import { SceneFlexItem, SceneFlexLayout, type SceneObject } from '@grafana/scenes';

import { ReleaseStrip } from './ReleaseStrip';
import { Saturation } from './Saturation';
import { ServiceAlerts } from './ServiceAlerts';
import { type ServiceScope } from '../../../../queries/services/services';
import { ifCounted, redOfTotals } from '../../../../queries/services/totals';
import { sql } from '../../../../queries/sql';
import { ENTRY_SPANS } from '../../../../queries/traces/scope';
import { redCharts } from '../../../scenes/redCharts';
import { type Objectives } from '../slo/Objectives';
import { ServiceSlo } from '../slo/ServiceSlo';

/** Does it keep what it promises, how does it do, how full is it, and what was deployed: charts and versions on the same time. */
export function serviceOverview(scope: ServiceScope, objectives: Objectives): SceneFlexLayout {
  const requests = { ...scope, where: sql`${ENTRY_SPANS} AND ${scope.where}` };
  return new SceneFlexLayout({
    direction: 'column',
    children: [
      content(new ServiceAlerts({})),
      content(new ServiceSlo(scope.tables, objectives)),
      redCharts(requests, { height: 240, sqlOfTotals: ifCounted(scope.tables, ['traces'], redOfTotals(requests)) }),
      content(new Saturation(scope)),
      content(new ReleaseStrip()),
    ],
  });
}

const content = (body: SceneObject) => new SceneFlexItem({ ySizing: 'content', body });
