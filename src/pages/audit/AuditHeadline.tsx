import { type DataFrame, LoadingState, type PanelData } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Text } from '@grafana/ui';

import { type AuditTotals, headlineOf } from './headline';

interface AuditHeadlineState extends SceneObjectState {
  sentence: string;
}

/** The sentence above the chart. It keeps its text while a new answer is on its way. */
export class AuditHeadline extends SceneObjectBase<AuditHeadlineState> {
  constructor() {
    super({ sentence: 'Counting events' });
    this.addActivationHandler(() => {
      const data = sceneGraph.getData(this);
      this.tell(data.state.data);
      this._subs.add(data.subscribeToState((state) => this.tell(state.data)));
    });
  }

  private tell(data: PanelData | undefined) {
    if (data?.state === LoadingState.Done) {
      this.setState({ sentence: headlineOf(totalsOf(data.series[0])) });
    } else if (data?.state === LoadingState.Error) {
      this.setState({ sentence: 'The totals could not be read; the list below says why.' });
    }
  }

  static Component = ({ model }: SceneComponentProps<AuditHeadline>) => (
    <div role="status" aria-live="polite">
      <Text element="p" variant="h5">
        {model.useState().sentence}
      </Text>
    </div>
  );
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
