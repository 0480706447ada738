import {
  SceneObjectBase,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
  type SceneVariable,
  type SceneVariableState,
  SceneVariableValueChangedEvent,
} from '@grafana/scenes';
import { VariableHide } from '@grafana/schema';

import { selectionFromUrl, selectionToUrl } from './selectionText';
import { isSelected, type Selection } from '../../../queries/traces/selection';
import { ConditionValue } from '../../scenes/conditionValue';

interface SelectionVariableState extends SceneVariableState {
  selection?: Selection;
}

/** The box that is drawn on the heatmap: a condition in the queries of the tabs, `selection` in the address. */
export class SelectionVariable
  extends SceneObjectBase<SelectionVariableState>
  implements SceneVariable<SelectionVariableState>
{
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['selection'] });

  constructor(name: string) {
    super({ type: 'textbox', name, hide: VariableHide.hideVariable });
  }

  getUrlState() {
    return { selection: selectionToUrl(this.state.selection) };
  }

  updateFromUrl({ selection }: SceneObjectUrlValues) {
    this.set(selectionFromUrl(selection));
  }

  getValue() {
    return new ConditionValue(isSelected(this.state.selection ?? {}));
  }

  /** Selects what lies in the box, or with undefined everything, as a step that Back undoes. */
  select(selection: Selection | undefined) {
    this._urlSync.performBrowserHistoryAction(() => this.set(selection));
  }

  private set(selection: Selection | undefined) {
    if (selectionToUrl(selection) !== selectionToUrl(this.state.selection)) {
      this.setState({ selection });
      this.publishEvent(new SceneVariableValueChangedEvent(this), true);
    }
  }
}
