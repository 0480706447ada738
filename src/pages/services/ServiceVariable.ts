import {
  sceneGraph,
  type SceneObject,
  SceneObjectBase,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
  type SceneVariable,
  type SceneVariableState,
  SceneVariableValueChangedEvent,
} from '@grafana/scenes';
import { VariableHide } from '@grafana/schema';

import { literal, sql } from '../../../queries/sql';
import { ConditionValue } from '../../scenes/conditionValue';

interface ServiceVariableState extends SceneVariableState {
  service: string;
}

/** Name of the variable and of its key in the address. */
export const SERVICE_VARIABLE = 'service';

/** The service that the page is about: a condition in queries. Its name may be empty, and anything else. */
export class ServiceVariable
  extends SceneObjectBase<ServiceVariableState>
  implements SceneVariable<ServiceVariableState>
{
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: [SERVICE_VARIABLE] });

  constructor() {
    super({ type: 'textbox', name: SERVICE_VARIABLE, hide: VariableHide.hideVariable, service: '' });
  }

  getUrlState() {
    return { [SERVICE_VARIABLE]: this.state.service };
  }

  updateFromUrl({ [SERVICE_VARIABLE]: service }: SceneObjectUrlValues) {
    const name = typeof service === 'string' ? service : '';
    if (name !== this.state.service) {
      this.setState({ service: name });
      this.publishEvent(new SceneVariableValueChangedEvent(this), true);
    }
  }

  getValue() {
    return new ConditionValue(sql`ServiceName = ${literal(this.state.service)}`);
  }

  getValueText() {
    return this.state.service;
  }
}

/** The service of the page that `object` is on. @throws Error on another page */
export function serviceOf(object: SceneObject): ServiceVariable {
  const variable = sceneGraph.lookupVariable(SERVICE_VARIABLE, object);
  if (!(variable instanceof ServiceVariable)) {
    throw new Error('This page is not about one service');
  }
  return variable;
}
