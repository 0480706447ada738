import { SceneFlexItem, SceneFlexLayout } from '@grafana/scenes';

import { ReleaseStrip } from './ReleaseStrip';
import { type ServiceScope } from '../../../../queries/services/services';
import { sql } from '../../../../queries/sql';
import { ENTRY_SPANS } from '../../../../queries/traces/scope';
import { redCharts } from '../../../scenes/redCharts';

/** Rate, errors and duration of the requests that the service served, and its versions below them on the same time. */
export const serviceOverview = (scope: ServiceScope) =>
  new SceneFlexLayout({
    direction: 'column',
    children: [
      redCharts({ ...scope, where: sql`${ENTRY_SPANS} AND ${scope.where}` }, { height: 240 }),
      new SceneFlexItem({ ySizing: 'content', body: new ReleaseStrip() }),
    ],
  });
