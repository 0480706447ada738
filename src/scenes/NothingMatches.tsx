import { rangeUtil } from '@grafana/data';
import { type SceneObject, sceneGraph } from '@grafana/scenes';
import { Button, EmptyState, Stack } from '@grafana/ui';

import { filtersOf, searchOf } from './variables';

const DAY = { from: 'now-24h', to: 'now' };

/** Why nothing is shown and what may help: each button undoes one thing that narrows the list. `what` in the plural. */
export function NothingMatches({ model, what }: { model: SceneObject; what: string }) {
  const filters = filtersOf(model);
  const search = searchOf(model);
  const { filters: active } = filters.useState();
  const { value: searched } = search.useState();
  const timeRange = sceneGraph.getTimeRange(model);
  const { from } = timeRange.useState();
  const reasons = [
    active.length > 0 && `${active.length} filter${active.length > 1 ? 's' : ''}`,
    searched && 'a search',
  ].filter(Boolean);
  return (
    <EmptyState
      variant="not-found"
      message={`No ${what} match`}
      button={
        <Stack gap={1} justifyContent="center" wrap="wrap">
          {from !== DAY.from && (
            <Button variant="secondary" onClick={() => timeRange.onTimeRangeChange(rangeUtil.convertRawToRange(DAY))}>
              Show the last 24 hours
            </Button>
          )}
          {active.length > 0 && (
            <Button variant="secondary" onClick={() => filters.setState({ filters: [] })}>
              Remove the filters
            </Button>
          )}
          {searched && (
            <Button variant="secondary" onClick={() => search.search('')}>
              End the search
            </Button>
          )}
        </Stack>
      }
    >
      {reasons.length > 0
        ? `The list is narrowed by ${reasons.join(' and ')}.`
        : 'Nothing was recorded in this time range.'}
    </EmptyState>
  );
}
