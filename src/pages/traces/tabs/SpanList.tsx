import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, locationUtil } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import {
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';

import { durationText } from '../../../../queries/traces/duration';
import { SPAN_ORDERS, spanList, type SpanOrder } from '../../../../queries/traces/list';
import { type SpanCursor } from '../../../../queries/traces/pages';
import { type SpanScope } from '../../../../queries/traces/spans';
import { currentRange } from '../../../scenes/currentScope';
import { ExportButton } from '../../../scenes/export/ExportButton';
import { type Question, runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { numberOf, type Row, textOf } from '../../../scenes/tab/answer';
import { ask } from '../../../scenes/tab/ask';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { traceLink } from '../../../scenes/trace/traceLinks';
import { movedBy, useRowKeys } from '../../../scenes/useRowKeys';
import { chosenDataSourceUid } from '../../../scenes/variables';
import { rowsViewport, virtualRow } from '../../../scenes/virtualRows';
import { count, plural } from '../../../scenes/words';
import { currentSelected } from '../pageVariables';
import { spansSource } from '../spansSource';

const LIMIT = 1000;
const ROW_HEIGHT = 34;

interface SpanListState extends SceneObjectState {
  scope: SpanScope;
  order: SpanOrder;
  /** Place of the row that the keyboard is on. */
  current?: number;
  sql: ShowSql;
  file: ExportButton<SpanCursor>;
}

/** The newest or the slowest spans; each leads to its trace. Rows are virtual. */
export class SpanList extends SceneObjectBase<SpanListState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['order'] });

  constructor(scope: SpanScope) {
    super({
      scope,
      order: 'newest',
      sql: new ShowSql({ title: 'Spans' }),
      file: new ExportButton({
        name: 'spans',
        source: () =>
          spansSource(chosenDataSourceUid(this), {
            tables: scope.tables,
            range: currentRange(this),
            where: currentSelected(this),
          }),
      }),
      $data: runner([question(scope, 'newest')]),
    });
  }

  getUrlState() {
    return { order: this.state.order };
  }

  updateFromUrl({ order }: SceneObjectUrlValues) {
    this.set(typeof order === 'string' && Object.hasOwn(SPAN_ORDERS, order) ? (order as SpanOrder) : 'newest');
  }

  /** Orders the list, as a step that Back undoes. */
  orderBy(order: SpanOrder) {
    this._urlSync.performBrowserHistoryAction(() => this.set(order));
  }

  private set(order: SpanOrder) {
    if (order !== this.state.order) {
      this.setState({ order, current: undefined });
      ask(this, question(this.state.scope, order));
    }
  }

  /** Moves the keyboard's row by `by` within `rows` rows. */
  move(by: 1 | -1, rows: number) {
    if (rows > 0) {
      this.setState({ current: movedBy(this.state.current ?? -1, by, rows) });
    }
  }

  static Component = SpanListView;
}

const question = (scope: SpanScope, order: SpanOrder): Question => ({
  refId: 'spans',
  sql: spanList(scope, order, LIMIT),
  as: 'table',
});

function SpanListView({ model }: SceneComponentProps<SpanList>) {
  const { order, sql, file } = model.useState();
  const answer = useAnswer(model);
  const { rows } = answer;
  const note =
    rows.length >= LIMIT
      ? `The ${order} ${count(LIMIT)} spans; narrow the time range, add a filter or select a box to see others`
      : plural(rows.length, 'span');
  return (
    <TabFrame
      model={model}
      name="Spans"
      what="spans"
      answer={answer}
      sql={sql}
      note={note}
      controls={
        <>
          <RadioButtonGroup<SpanOrder>
            aria-label="Order"
            size="sm"
            options={[
              { value: 'newest', label: 'Newest first' },
              { value: 'slowest', label: 'Slowest first' },
            ]}
            value={order}
            onChange={(next) => model.orderBy(next)}
          />
          <file.Component model={file} />
        </>
      }
    >
      <Spans model={model} rows={rows} />
    </TabFrame>
  );
}

function Spans({ model, rows }: { model: SpanList; rows: Row[] }) {
  const styles = useStyles2(getStyles);
  const viewport = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const longest = Math.max(...rows.map((row) => numberOf(row, 'duration')));
  const { current } = model.useState();
  useEffect(() => {
    if (current !== undefined && current < rows.length) {
      virtualizer.scrollToIndex(current);
    }
  }, [current, rows.length, virtualizer]);
  const keys = useMemo(
    () => ({
      isListening: () => true,
      move: (by: 1 | -1) => model.move(by, rows.length),
      open: () => {
        const row = rows[model.state.current ?? -1];
        if (row) {
          locationService.push(locationUtil.stripBaseFromUrl(linkOf(model, row)));
        }
      },
    }),
    [model, rows]
  );
  useRowKeys(keys);
  return (
    <div
      ref={viewport}
      className={styles.viewport}
      style={{ height: Math.min(rows.length * ROW_HEIGHT + 2, 560) }}
      tabIndex={0}
      role="group"
      aria-label={plural(rows.length, 'span')}
    >
      <ol className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            className={styles.item}
            style={{ transform: `translateY(${start}px)` }}
            aria-setsize={rows.length}
            aria-posinset={index + 1}
          >
            <Span model={model} row={rows[index]} longest={longest} isCurrent={index === current} />
          </li>
        ))}
      </ol>
    </div>
  );
}

const linkOf = (model: SpanList, row: Row) => traceLink(model, textOf(row, 'trace'), { span: textOf(row, 'span') });

interface SpanProps {
  model: SpanList;
  row: Row;
  longest: number;
  isCurrent: boolean;
}

function Span({ model, row, longest, isCurrent }: SpanProps) {
  const styles = useStyles2(getStyles);
  const time = numberOf(row, 'time');
  const duration = numberOf(row, 'duration');
  const failed = Boolean(row.failed);
  return (
    <a className={styles.row} data-current={isCurrent} href={linkOf(model, row)}>
      <time className={styles.time} dateTime={new Date(time).toISOString()}>
        {dateTimeFormat(time, { format: 'MM-DD HH:mm:ss.SSS', timeZone: sceneGraph.getTimeRange(model).getTimeZone() })}
      </time>
      <bdi className={styles.service}>{textOf(row, 'service')}</bdi>
      <span className={styles.name}>
        <bdi>{textOf(row, 'name')}</bdi> <bdi className={styles.message}>{textOf(row, 'message')}</bdi>
      </span>
      <span className={cx(styles.status, failed && styles.failed)}>
        {[textOf(row, 'http_status'), failed ? 'failed' : ''].filter(Boolean).join(' ') || 'ok'}
      </span>
      <span className={styles.track}>
        <span className={styles.bar} style={{ width: `${Math.max(0.5, (100 * duration) / Math.max(1, longest))}%` }} />
      </span>
      <span className={styles.duration}>{durationText(duration)}</span>
    </a>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  viewport: css(rowsViewport(theme)),
  rows: css({ position: 'relative', margin: 0, padding: 0, listStyle: 'none' }),
  item: css({ ...virtualRow, height: ROW_HEIGHT }),
  row: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    height: '100%',
    padding: theme.spacing(0, 1.5),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    color: theme.colors.text.primary,
    '&:hover': { background: theme.colors.action.hover },
    '&[data-current=true]': {
      background: theme.colors.background.secondary,
      boxShadow: `inset 3px 0 ${theme.colors.primary.main}`,
    },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  time: css({
    flex: '0 0 auto',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  service: css({
    flex: '0 0 130px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontWeight: theme.typography.fontWeightMedium,
  }),
  name: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  message: css({ color: theme.colors.text.secondary }),
  status: css({
    flex: '0 0 80px',
    textAlign: 'center',
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: '20px',
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.medium}`,
  }),
  failed: css({
    borderColor: theme.colors.error.border,
    color: theme.colors.error.text,
  }),
  track: css({ flex: '0 0 16%', height: 8, [theme.breakpoints.down('md')]: { display: 'none' } }),
  bar: css({
    display: 'block',
    height: '100%',
    borderRadius: theme.shape.radius.default,
    background: theme.colors.text.disabled,
  }),
  duration: css({ flex: '0 0 70px', textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
});
