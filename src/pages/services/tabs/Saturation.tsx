import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

import { RuntimeCharts } from './RuntimeCharts';
import { SATURATION } from '../../../../queries/runtime/saturation';
import { type ServiceScope } from '../../../../queries/services/services';
import { AnswerState, useAnswer } from '../../../scenes/answer';

/** How full the service is, where it sends a metric that says so. */
export class Saturation extends RuntimeCharts {
  constructor(scope: ServiceScope) {
    super(scope, [SATURATION], SATURATION.title);
  }

  static Component = SaturationView;
}

function SaturationView({ model }: SceneComponentProps<Saturation>) {
  const { charts } = model.useState();
  const answer = useAnswer(model);
  const styles = useStyles2(getStyles);
  return (
    <section aria-label="Saturation" aria-busy={answer.loading} className={styles.box}>
      <AnswerState answer={answer} what="The saturation" />
      {charts.length === 0 && !answer.loading && answer.failure === undefined && (
        <p className={styles.faint}>
          Saturation is not measured: the service sends no share of a limit, such as nodejs.eventloop.utilization,
          process.cpu.utilization or k8s.container.cpu_limit_utilization.
        </p>
      )}
      {charts.map((chart) => (
        <div key={chart.state.key} className={styles.panel}>
          <chart.Component model={chart} />
        </div>
      ))}
      {charts.length > 0 && <p className={styles.faint}>{SATURATION.description}</p>}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ width: '100%', minWidth: 0 }),
  panel: css({ display: 'flex', height: 200, minWidth: 0 }),
  faint: css({ margin: 0, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
