import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import {
  type SceneComponentProps,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
  type VizPanel,
} from '@grafana/scenes';
import { Combobox, useStyles2 } from '@grafana/ui';

import { auditVolume, auditVolumeBefore, type AuditScope } from '../../../queries/audit/audit';
import { BREAKDOWN_FIELDS } from '../../../queries/audit/breakdown';
import { askInstead, eventsOverTime, PERIOD_BEFORE } from '../../scenes/eventsOverTime';
import { type Question } from '../../scenes/query';

/** Fields that the volume can be split by; the URL cannot bring others in. */
const SPLITS = BREAKDOWN_FIELDS.map((key) => ({ value: key, label: key.replace('_', ' ') }));

interface AuditVolumeState extends SceneObjectState {
  scope: AuditScope;
  split: string;
  panel: VizPanel;
}

/**
 * Events over time, stacked by a field that the reader chooses, with the period before as a dotted line. Dragging over it
 * zooms the page.
 */
export class AuditVolume extends SceneObjectBase<AuditVolumeState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['split'] });

  constructor({ scope }: Pick<AuditVolumeState, 'scope'>) {
    super({ scope, split: 'outcome', panel: eventsOverTime('Events over time', questions(scope, 'outcome'), 'right') });
  }

  getUrlState() {
    return { split: this.state.split };
  }

  updateFromUrl({ split }: SceneObjectUrlValues) {
    this.show(SPLITS.find(({ value }) => value === split)?.value ?? 'outcome');
  }

  /** Splits by another field, as a step that Back undoes. */
  splitBy(split: string) {
    this._urlSync.performBrowserHistoryAction(() => this.show(split));
  }

  private show(split: string) {
    if (split !== this.state.split) {
      this.setState({ split });
      askInstead(this.state.panel, questions(this.state.scope, split));
    }
  }

  static Component = AuditVolumeView;
}

function AuditVolumeView({ model }: SceneComponentProps<AuditVolume>) {
  const { panel, split } = model.useState();
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box}>
      <div className={styles.split}>
        <label htmlFor="girok-split" className={styles.label}>
          Split the volume by
        </label>
        <Combobox
          id="girok-split"
          width={16}
          options={SPLITS}
          value={split}
          onChange={({ value }) => model.splitBy(value)}
        />
      </div>
      <panel.Component model={panel} />
    </div>
  );
}

const questions = (scope: AuditScope, split: string): Question[] => [
  { refId: 'volume', sql: auditVolume(scope, split), as: 'timeseries' },
  { refId: PERIOD_BEFORE, sql: auditVolumeBefore(scope), as: 'timeseries' },
];

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ position: 'relative', width: '100%', height: '100%', display: 'flex' }),
  // read to those who cannot see where the menu stands
  label: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  split: css({ position: 'absolute', top: 4, right: theme.spacing(8), zIndex: 2 }),
});
