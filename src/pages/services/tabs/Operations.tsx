import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, type SceneObject, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { EmptyState, TextLink, useStyles2, useTheme2 } from '@grafana/ui';
import { useState } from 'react';

import { serviceOperations } from '../../../../queries/services/operations';
import { durationText } from '../../../../queries/traces/duration';
import { type SpanScope } from '../../../../queries/traces/spans';
import { hasP95Changed, hasRateChanged, haveFailuresChanged, isComparable } from '../../../scenes/change';
import { compactTable } from '../../../scenes/compactTable';
import { errorColor } from '../../../scenes/errorLevel';
import { runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { numberOf, type Row, textOf } from '../../../scenes/tab/answer';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { traceLink } from '../../../scenes/trace/traceLinks';
import { percent, plural, rateText } from '../../../scenes/words';

const LIMIT = 200;

interface OperationsState extends SceneObjectState {
  sql: ShowSql;
}

/** What the service does, by name and kind of span: rate, errors and duration, each with the way to an example. */
export class Operations extends SceneObjectBase<OperationsState> {
  constructor(scope: SpanScope) {
    super({
      sql: new ShowSql({ title: 'Operations' }),
      $data: runner([{ refId: 'operations', sql: serviceOperations(scope, LIMIT), as: 'table' }]),
    });
  }

  static Component = OperationsView;
}

const ORDERS = {
  rate: { label: 'Rate', of: (row: Row) => numberOf(row, 'spans') },
  errors: { label: 'Errors', of: (row: Row) => numberOf(row, 'failed') / Math.max(1, numberOf(row, 'spans')) },
  p50: { label: 'p50', of: (row: Row) => numberOf(row, 'p50') },
  p95: { label: 'p95', of: (row: Row) => numberOf(row, 'p95') },
  p99: { label: 'p99', of: (row: Row) => numberOf(row, 'p99') },
} as const;
type Order = keyof typeof ORDERS;

function OperationsView({ model }: SceneComponentProps<Operations>) {
  const { sql } = model.useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const [order, setOrder] = useState<Order>('rate');
  const { rows } = answer;
  const sorted = [...rows].sort((a, b) => ORDERS[order].of(b) - ORDERS[order].of(a));
  const highest = Math.max(...rows.map((row) => numberOf(row, 'rate')));
  return (
    <TabFrame
      model={model}
      name="Operations"
      what="operations"
      answer={answer}
      sql={sql}
      note={rows.length >= LIMIT ? `The ${LIMIT} most frequent operations` : plural(rows.length, 'operation')}
      empty={
        <EmptyState variant="not-found" message="No spans">
          The service sent no spans in this time range.
        </EmptyState>
      }
    >
      <div className={styles.viewport} tabIndex={0} role="region" aria-label="List of operations">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              {(Object.keys(ORDERS) as Order[]).map((key) => (
                <th
                  key={key}
                  scope="col"
                  className={styles.number}
                  aria-sort={order === key ? 'descending' : undefined}
                >
                  <button type="button" className={styles.sort} onClick={() => setOrder(key)}>
                    {ORDERS[key].label} {order === key ? '↓' : ''}
                  </button>
                </th>
              ))}
              <th scope="col">Examples</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <Operation
                key={`${textOf(row, 'kind')} ${textOf(row, 'name')}`}
                model={model}
                row={row}
                highest={highest}
              />
            ))}
          </tbody>
        </table>
      </div>
    </TabFrame>
  );
}

function Operation({ model, row, highest }: { model: SceneObject; row: Row; highest: number }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [spans, failed] = [numberOf(row, 'spans'), numberOf(row, 'failed')];
  const was = changesOf(row, highest);
  const example = (which: 'slowest' | 'failed', text: string) => (
    <TextLink
      href={traceLink(model, textOf(row, `${which}_trace`), { span: textOf(row, `${which}_span`) })}
      inline={false}
      variant="bodySmall"
    >
      {text}
    </TextLink>
  );
  return (
    <tr>
      <th scope="row" className={styles.name}>
        <bdi>{textOf(row, 'name') || '(no name)'}</bdi> <span className={styles.faint}>{textOf(row, 'kind')}</span>
      </th>
      <td className={styles.number}>
        {rateText(numberOf(row, 'rate'), highest)} <Was text={was.rate} />
      </td>
      <td className={styles.number}>
        <span style={{ color: errorColor(theme, failed / spans) }}>{percent(failed / spans)}</span>{' '}
        <Was text={was.errors} />
      </td>
      <td className={styles.number}>{durationText(numberOf(row, 'p50'))}</td>
      <td className={styles.number}>
        {durationText(numberOf(row, 'p95'))} <Was text={was.p95} />
      </td>
      <td className={styles.number}>{durationText(numberOf(row, 'p99'))}</td>
      <td>
        <div className={styles.examples}>
          {example('slowest', 'slowest')}
          {failed > 0 && example('failed', 'newest failed')}
        </div>
      </td>
    </tr>
  );
}

const Was = ({ text }: { text?: string }) => (text === undefined ? null : <small>({text})</small>);

/** What was otherwise in the period before, where that says something; `new` for an operation that is seen first. */
function changesOf(row: Row, highest: number): { rate?: string; errors?: string; p95?: string } {
  const [spans, spansBefore] = [numberOf(row, 'spans'), numberOf(row, 'spans_before')];
  const [failed, failedBefore] = [numberOf(row, 'failed'), numberOf(row, 'failed_before')];
  const [rate, rateBefore] = [numberOf(row, 'rate'), numberOf(row, 'rate_before')];
  const p95Before = row.p95_before == null ? null : Number(row.p95_before);
  if (!isComparable({ spans, spansBefore })) {
    return {};
  }
  return {
    rate: hasRateChanged(rate, rateBefore) ? `was ${rateText(rateBefore, highest)}` : undefined,
    errors: haveFailuresChanged({ spans, spansBefore, failed, failedBefore })
      ? `was ${percent(failedBefore / spansBefore)}`
      : undefined,
    p95: hasP95Changed(numberOf(row, 'p95'), p95Before) ? `was ${durationText(p95Before)}` : undefined,
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...compactTable(theme),
  name: css({ fontWeight: 'normal', overflowWrap: 'anywhere' }),
  examples: css({ display: 'flex', gap: theme.spacing(1), whiteSpace: 'nowrap' }),
});
