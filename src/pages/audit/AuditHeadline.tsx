import { type DataFrame, LoadingState } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Text } from '@grafana/ui';
import { useRef } from 'react';

import { type AuditTotals, headlineOf } from './headline';

/** The sentence above the chart. It keeps its text while a new answer is on its way. */
export class AuditHeadline extends SceneObjectBase<SceneObjectState> {
  static Component = ({ model }: SceneComponentProps<AuditHeadline>) => {
    const { data } = sceneGraph.getData(model).useState();
    const last = useRef('');
    if (data?.state === LoadingState.Done) {
      last.current = headlineOf(totalsOf(data.series[0]));
    }
    return (
      <div role="status" aria-live="polite">
        <Text element="p" variant="h5">
          {data?.state === LoadingState.Error ? 'The totals could not be read; the list below says why.' : last.current || 'Counting events'}
        </Text>
      </div>
    );
  };
}

function totalsOf(frame: DataFrame | undefined): AuditTotals {
  const value = (name: string): unknown => frame?.fields.find((field) => field.name === name)?.values[0];
  return {
    events: Number(value('events') ?? 0),
    failures: Number(value('failures') ?? 0),
    actors: Number(value('actors') ?? 0),
    eventsBefore: Number(value('events_before') ?? 0),
    failuresBefore: Number(value('failures_before') ?? 0),
    mainFailure: [String(value('main_failure_action') ?? ''), String(value('main_failure_actor') ?? '')],
  };
}
