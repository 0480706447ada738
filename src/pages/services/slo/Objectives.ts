import { SceneObjectBase, type SceneObjectState } from '@grafana/scenes';

import { readSlos, type Slo, type SloProblem } from '../../../../queries/slo/objective';
import { type AppSettings } from '../../../app/settings';
import { changeSettings } from '../../../grafana/pluginSettings';

interface ObjectivesState extends SceneObjectState {
  slos: Slo[];
  /** Why what somebody wrote into the settings is not used. */
  problems: SloProblem[];
}

/** The objectives of all services, as the app's settings have them; one for all pages, so that what was saved is seen at once. */
export class Objectives extends SceneObjectBase<ObjectivesState> {
  constructor({ slos }: AppSettings) {
    super(readSlos(slos));
  }

  of(service: string): Slo | undefined {
    return this.state.slos.find((slo) => slo.service === service);
  }

  /** Keeps the objective of a service in the app's settings, in place of the one before. @throws GrafanaError */
  save = (slo: Slo) => this.change(slo.service, [slo]);

  /** @throws GrafanaError */
  remove = (service: string) => this.change(service, []);

  private async change(service: string, own: Slo[]): Promise<void> {
    const { slos } = await changeSettings((newest) => {
      const others = (newest.slos ?? []).filter((one) => one?.service !== service);
      return { ...newest, slos: [...others, ...own] };
    });
    this.setState(readSlos(slos));
  }
}
