import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import {
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Combobox, type ComboboxOption, useStyles2, useTheme2 } from '@grafana/ui';
import { useState } from 'react';

import { attributeKeys } from '../../../../queries/catalogue/catalogue';
import { spanBreakdown } from '../../../../queries/traces/breakdown';
import { durationText } from '../../../../queries/traces/duration';
import { SPAN_FIELDS } from '../../../../queries/traces/fields';
import { type SpanScope } from '../../../../queries/traces/spans';
import { columnOf, queryOnce } from '../../../grafana/query';
import { hasP95Changed, hasRateChanged, haveFailuresChanged, isComparable } from '../../../scenes/change';
import { errorColor } from '../../../scenes/errorLevel';
import { type Question, runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { numberOf, type Row, textOf } from '../../../scenes/tab/answer';
import { ask } from '../../../scenes/tab/ask';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { chosenDataSourceUid } from '../../../scenes/variables';
import { count, percent, plural, rateText } from '../../../scenes/words';
import { IncludeExclude } from '../IncludeExclude';

const LIMIT = 100;
const DEFAULT_FIELD = 'name';

interface BreakdownState extends SceneObjectState {
  scope: SpanScope;
  /** Filter key of the field. */
  by: string;
  sql: ShowSql;
}

/** Rate, errors and duration for each value of a field or attribute. */
export class Breakdown extends SceneObjectBase<BreakdownState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['by'] });

  constructor(scope: SpanScope) {
    super({
      scope,
      by: DEFAULT_FIELD,
      sql: new ShowSql({ title: 'Breakdown' }),
      $data: runner([question(scope, DEFAULT_FIELD)]),
    });
  }

  getUrlState() {
    return { by: this.state.by };
  }

  updateFromUrl({ by }: SceneObjectUrlValues) {
    this.set(typeof by === 'string' && SPAN_FIELDS.catalogueEntry(by) ? by : DEFAULT_FIELD);
  }

  /** Breaks down by another field, as a step that Back undoes. */
  breakDownBy(by: string) {
    this._urlSync.performBrowserHistoryAction(() => this.set(by));
  }

  private set(by: string) {
    if (by !== this.state.by) {
      this.setState({ by });
      ask(this, question(this.state.scope, by));
    }
  }

  /** Fields and attributes whose name holds the text. */
  fields = async (text: string): Promise<Array<ComboboxOption<string>>> => {
    const { value: range } = sceneGraph.getTimeRange(this).state;
    const frame = await queryOnce(
      chosenDataSourceUid(this),
      attributeKeys(this.state.scope.tables, 'traces', 'dashboard'),
      range
    );
    const sources = columnOf(frame, 'source');
    const attributes = columnOf(frame, 'key')
      .map((key, row) => SPAN_FIELDS.filterKeyOf({ source: sources[row], key }))
      .filter((key) => key !== undefined);
    return [...SPAN_FIELDS.columns.filter((key) => SPAN_FIELDS.catalogueEntry(key)), ...attributes]
      .filter((key) => key.toLowerCase().includes(text.toLowerCase()))
      .map((value) => ({ value, label: value }));
  };

  static Component = BreakdownView;
}

const question = (scope: SpanScope, by: string): Question => ({
  refId: 'breakdown',
  sql: spanBreakdown(scope, by, LIMIT),
  as: 'table',
});

/** Columns that the table can be ordered by. */
const ORDERS = { spans: 'Spans', error_share: 'Errors', p50: 'p50', p95: 'p95' } as const;
type Order = keyof typeof ORDERS;

function BreakdownView({ model }: SceneComponentProps<Breakdown>) {
  const { by, sql } = model.useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const values = answer.rows.length > 0 ? numberOf(answer.rows[0], 'all_values') : 0;
  return (
    <TabFrame
      model={model}
      name="Breakdown"
      what="spans"
      answer={answer}
      sql={sql}
      note={values > LIMIT ? `The ${LIMIT} most frequent of ${count(values)} values` : plural(values, 'value')}
      controls={
        <div className={styles.by}>
          <label htmlFor="girok-breakdown">Break down by</label>
          <Combobox
            id="girok-breakdown"
            width={36}
            options={model.fields}
            value={{ value: by, label: by }}
            onChange={({ value }) => model.breakDownBy(value)}
          />
        </div>
      }
    >
      <Values model={model} rows={answer.rows} by={by} />
    </TabFrame>
  );
}

function Values({ model, rows, by }: { model: Breakdown; rows: Row[]; by: string }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [order, setOrder] = useState<Order>('spans');
  const sorted = [...rows].sort((a, b) => numberOf(b, order) - numberOf(a, order));
  const highest = Math.max(...rows.map((row) => numberOf(row, 'rate')));
  const heading = (key: Order) => (
    <th scope="col" className={styles.number} aria-sort={order === key ? 'descending' : undefined}>
      <button type="button" className={styles.sort} onClick={() => setOrder(key)}>
        {ORDERS[key]} {order === key ? '↓' : ''}
      </button>
    </th>
  );
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Values">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">
              <bdi>{by}</bdi>
            </th>
            {heading('spans')}
            <th scope="col" className={styles.number}>
              Rate
            </th>
            {heading('error_share')}
            {heading('p50')}
            {heading('p95')}
            <th scope="col">
              <span className={styles.unseen}>Filter</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => {
            const value = textOf(row, 'value');
            const errors = numberOf(row, 'error_share');
            const was = changesOf(row, highest);
            return (
              <tr key={value}>
                <th scope="row" className={styles.value}>
                  {value === '' ? <span className={styles.none}>(none)</span> : <bdi>{value}</bdi>}
                  <Bar share={numberOf(row, 'share')} />
                </th>
                <td className={styles.number}>
                  {count(numberOf(row, 'spans'))} <small>({percent(numberOf(row, 'share'))})</small>
                </td>
                <td className={styles.number}>
                  {rateText(numberOf(row, 'rate'), highest)} <Was text={was.rate} />
                </td>
                <td className={styles.number}>
                  <span style={{ color: errorColor(theme, errors) }}>{percent(errors)}</span> <Was text={was.errors} />
                </td>
                <td className={styles.number}>{durationText(numberOf(row, 'p50'))}</td>
                <td className={styles.number}>
                  {durationText(numberOf(row, 'p95'))} <Was text={was.p95} />
                </td>
                <td className={styles.actions}>
                  <IncludeExclude model={model} field={by} value={value} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** What the values of a row were in the period before, where that says something; `new` for one that is seen first. */
function changesOf(row: Row, highest: number): { rate?: string; errors?: string; p95?: string } {
  const all = { spans: numberOf(row, 'all_spans'), spansBefore: numberOf(row, 'all_before') };
  const [spans, spansBefore] = [numberOf(row, 'spans'), numberOf(row, 'spans_before')];
  if (!isComparable(all)) {
    return {};
  }
  if (spansBefore === 0) {
    return { rate: 'new' };
  }
  const [rate, rateBefore] = [numberOf(row, 'rate'), numberOf(row, 'rate_before')];
  const [failed, failedBefore] = [numberOf(row, 'failed'), numberOf(row, 'failed_before')];
  const p95Before = numberOf(row, 'p95_before');
  const compared = isComparable({ spans, spansBefore });
  return {
    rate: hasRateChanged(rate, rateBefore) ? `was ${rateText(rateBefore, highest)}` : undefined,
    errors:
      compared && haveFailuresChanged({ spans, failed, spansBefore, failedBefore })
        ? `was ${percent(failedBefore / spansBefore)}`
        : undefined,
    p95: compared && hasP95Changed(numberOf(row, 'p95'), p95Before) ? `was ${durationText(p95Before)}` : undefined,
  };
}

const Was = ({ text }: { text?: string }) => (text === undefined ? null : <small>({text})</small>);

function Bar({ share }: { share: number }) {
  const styles = useStyles2(getStyles);
  return <div className={styles.bar} style={{ width: `${100 * share}%` }} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  by: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  // the place of what is only read out: it would else widen the page
  scroll: css({ overflowX: 'auto', position: 'relative' }),
  table: css({
    width: '100%',
    borderCollapse: 'collapse',
    'th, td': { padding: theme.spacing(0.5, 1), borderBottom: `1px solid ${theme.colors.border.weak}` },
    small: { color: theme.colors.text.secondary },
  }),
  value: css({ fontWeight: 'normal', overflowWrap: 'anywhere', minWidth: 200, maxWidth: 520 }),
  none: css({ color: theme.colors.text.secondary }),
  number: css({ textAlign: 'right', whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }),
  actions: css({ whiteSpace: 'nowrap', width: 1 }),
  sort: css({
    border: 0,
    padding: 0,
    background: 'transparent',
    color: theme.colors.text.primary,
    fontWeight: 'inherit',
  }),
  bar: css({ height: 3, marginTop: 2, background: theme.colors.text.disabled }),
  unseen: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
