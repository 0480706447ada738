import { css } from '@emotion/css';
import { formattedValueToString, getValueFormat, type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { TextLink, useStyles2 } from '@grafana/ui';

import { unitOf } from './units';
import { exemplars } from '../../../queries/metrics/exemplars';
import { type MetricScope } from '../../../queries/metrics/metric';
import { moment } from '../../scenes/moment';
import { runner } from '../../scenes/query';
import { numberOf, textOf } from '../../scenes/tab/answer';
import { useAnswer } from '../../scenes/tab/useAnswer';
import { traceLink } from '../../scenes/trace/traceLinks';

const LIMIT = 20;

interface ExemplarsState extends SceneObjectState {
  unit: string;
}

/** The highest measurements that name the trace in which they were made; nothing where none does. */
export class Exemplars extends SceneObjectBase<ExemplarsState> {
  constructor(scope: MetricScope) {
    super({
      unit: scope.metric.unit,
      $data: runner([{ refId: 'exemplars', sql: exemplars(scope, LIMIT), as: 'table' }]),
    });
  }

  static Component = ExemplarsView;
}

function ExemplarsView({ model }: SceneComponentProps<Exemplars>) {
  const { unit } = model.useState();
  const { rows } = useAnswer(model);
  const styles = useStyles2(getStyles);
  if (rows.length === 0) {
    return null;
  }
  const format = getValueFormat(unitOf(unit));
  return (
    <div role="group" aria-label="Exemplars">
      <h3 className={styles.title}>Exemplars: the highest measurements and their traces</h3>
      <ol className={styles.list}>
        {rows.map((row) => (
          <li key={textOf(row, 'trace')}>
            <TextLink href={traceLink(model, textOf(row, 'trace'), { span: textOf(row, 'span') })} inline={false}>
              {formattedValueToString(format(numberOf(row, 'value')))}
            </TextLink>{' '}
            <span className={styles.faint}>
              {moment(numberOf(row, 'time'))} <bdi>{textOf(row, 'service')}</bdi>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ ...theme.typography.h6 }),
  list: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 3), listStyle: 'none', margin: 0 }),
  faint: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
