import {
  type SceneComponentProps,
  SceneObjectBase,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
  type SceneVariable,
  type SceneVariableState,
  SceneVariableValueChangedEvent,
} from '@grafana/scenes';
import { RadioButtonGroup } from '@grafana/ui';

import { isSpanKinds, SPAN_KINDS, type SpanKinds } from '../../../queries/traces/scope';
import { ConditionValue } from '../../scenes/conditionValue';

interface SpanKindsVariableState extends SceneVariableState {
  kinds: SpanKinds;
}

const DEFAULT: SpanKinds = 'root';

const OPTIONS = (Object.keys(SPAN_KINDS) as SpanKinds[]).map((value) => ({ value, label: SPAN_KINDS[value].label }));

/** Which spans the page speaks of: a condition in queries, a name in the address (`spans`). */
export class SpanKindsVariable
  extends SceneObjectBase<SpanKindsVariableState>
  implements SceneVariable<SpanKindsVariableState>
{
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['spans'] });

  // Grafana reads the options of a 'custom' variable, which this one has not
  constructor(state: Pick<SpanKindsVariableState, 'name' | 'hide'>) {
    super({ type: 'textbox', kinds: DEFAULT, ...state });
  }

  getUrlState() {
    return { spans: this.state.kinds };
  }

  updateFromUrl({ spans }: SceneObjectUrlValues) {
    this.set(isSpanKinds(spans) ? spans : DEFAULT);
  }

  getValue() {
    return new ConditionValue(SPAN_KINDS[this.state.kinds].condition);
  }

  getValueText() {
    return SPAN_KINDS[this.state.kinds].label;
  }

  /** Speaks of other spans, as a step that Back undoes. */
  choose(kinds: SpanKinds) {
    this._urlSync.performBrowserHistoryAction(() => this.set(kinds));
  }

  private set(kinds: SpanKinds) {
    if (kinds !== this.state.kinds) {
      this.setState({ kinds });
      this.publishEvent(new SceneVariableValueChangedEvent(this), true);
    }
  }

  static Component = ({ model }: SceneComponentProps<SpanKindsVariable>) => (
    <RadioButtonGroup
      aria-label="Spans"
      size="sm"
      options={OPTIONS}
      value={model.useState().kinds}
      onChange={(kinds) => model.choose(kinds)}
    />
  );
}
