import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button, Icon, LinkButton, useStyles2, useTheme2 } from '@grafana/ui';
import { useMemo, useState } from 'react';

import { durationText } from '../../../../queries/traces/duration';
import { type SpanScope } from '../../../../queries/traces/spans';
import { STRUCTURE_SPANS, STRUCTURE_TRACES, structureSpans } from '../../../../queries/traces/structure';
import { errorColor } from '../../../scenes/errorLevel';
import { runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { numberOf, type Row, textOf } from '../../../scenes/tab/answer';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { traceLink } from '../../../scenes/trace/traceLinks';
import { count, percent, plural } from '../../../scenes/words';
import { narrowTo } from '../narrowTo';
import { spanKindsOf } from '../pageVariables';
import { type CallNode, type CallTree, mergeTraces } from '../structure/mergeTraces';
import { type CallRow, visibleRows, whereTheTimeIs } from '../structure/visibleRows';

interface StructureState extends SceneObjectState {
  sql: ShowSql;
}

/** The call tree of many traces merged into one: what is usually called, and where the time usually goes. */
export class Structure extends SceneObjectBase<StructureState> {
  constructor(scope: SpanScope) {
    super({
      sql: new ShowSql({ title: 'Structure' }),
      $data: runner([{ refId: 'structure', sql: structureSpans(scope), as: 'table' }]),
    });
  }

  /** Narrows the page to the spans of a node; those below a root are seen only among all spans. */
  only({ service, name }: CallNode, isRoot: boolean) {
    if (!isRoot) {
      spanKindsOf(this).choose('all');
    }
    narrowTo(this, { service, name });
  }

  static Component = StructureView;
}

function StructureView({ model }: SceneComponentProps<Structure>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const tree = useMemo(() => mergeTraces(answer.rows.map(spanOf)), [answer.rows]);
  return (
    <TabFrame
      model={model}
      name="Structure"
      what="traces"
      answer={answer}
      sql={sql}
      note={answer.rows.length > 0 && noteOf(tree)}
    >
      <Tree model={model} tree={tree} />
    </TabFrame>
  );
}

const spanOf = (row: Row) => ({
  trace: textOf(row, 'trace'),
  span: textOf(row, 'span'),
  parent: textOf(row, 'parent'),
  service: textOf(row, 'service'),
  name: textOf(row, 'name'),
  start: numberOf(row, 'start'),
  duration: numberOf(row, 'duration'),
  failed: Boolean(row.failed),
});

function noteOf({ traces, spans, orphans, looped }: CallTree): string {
  const what =
    traces >= STRUCTURE_TRACES ? `the newest ${count(traces)} matching traces` : plural(traces, 'matching trace');
  return [
    `Merged from ${what}, ${plural(spans, 'span')}`,
    spans >= STRUCTURE_SPANS && `only the first ${count(STRUCTURE_SPANS)} spans were read`,
    orphans > 0 && `${plural(orphans, 'span')} without their parent stand at the top`,
    looped > 0 && `${plural(looped, 'span')} left out: they name each other as parents`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** More rows are no picture any more. */
const MOST_ROWS = 300;

function Tree({ model, tree }: { model: Structure; tree: CallTree }) {
  const styles = useStyles2(getStyles);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const rows = visibleRows(tree.roots, toggled);
  const hottest = whereTheTimeIs(rows);
  const widest = Math.max(...rows.map(({ totalShare }) => totalShare));
  const toggle = (path: string) => {
    const next = new Set(toggled);
    if (!next.delete(path)) {
      next.add(path);
    }
    setToggled(next);
  };
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Call tree">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Service and operation</th>
            <th scope="col">
              Time <span className={styles.key}>(strong: its own)</span>
            </th>
            <th scope="col" className={styles.number}>
              Total
            </th>
            <th scope="col" className={styles.number}>
              Own
            </th>
            <th scope="col" className={styles.number}>
              Calls/trace
            </th>
            <th scope="col" className={styles.number}>
              Mean
            </th>
            <th scope="col" className={styles.number}>
              Errors
            </th>
            <th scope="col">
              <span className={styles.unseen}>Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row) => (
            <Call
              key={row.path}
              model={model}
              row={row}
              widest={widest}
              isHottest={row === hottest}
              onToggle={toggle}
            />
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && <p className={styles.key}>and {count(rows.length - MOST_ROWS)} more</p>}
    </div>
  );
}

interface CallProps {
  model: Structure;
  row: CallRow;
  /** Share of the row whose bar fills its place. */
  widest: number;
  isHottest: boolean;
  onToggle: (path: string) => void;
}

function Call({ model, row, widest, isHottest, onToggle }: CallProps) {
  const { path, depth, node, totalShare, selfShare, isOpen } = row;
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const errors = node.failed / node.calls;
  const words = `${node.service} ${node.name}`;
  return (
    <tr>
      <th scope="row" className={styles.call} style={{ paddingLeft: 8 + 16 * Math.min(depth, 20) }}>
        {node.children.length > 0 ? (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={isOpen}
            aria-label={`Calls of ${words}`}
            onClick={() => onToggle(path)}
          >
            <Icon name={isOpen ? 'angle-down' : 'angle-right'} />
          </button>
        ) : (
          <span className={styles.toggle} />
        )}
        <bdi className={styles.service}>{node.service}</bdi> <bdi>{node.name}</bdi>
      </th>
      <td>
        <div className={styles.share}>
          <div className={styles.track}>
            <div className={styles.total} style={{ width: `${(100 * totalShare) / widest}%` }} />
            <div
              className={cx(styles.self, isHottest && styles.hottest)}
              style={{ width: `${(100 * selfShare) / widest}%` }}
            />
          </div>
          {isHottest && <span className={styles.here}>← most time</span>}
        </div>
      </td>
      <td className={styles.number}>{percent(totalShare)}</td>
      <td className={styles.number}>{percent(selfShare)}</td>
      <td className={styles.number}>{Number((node.calls / node.traces).toPrecision(2))}</td>
      <td className={styles.number}>{durationText(node.total / node.calls)}</td>
      <td className={styles.number} style={{ color: errorColor(theme, errors) }}>
        {percent(errors)}
      </td>
      <td className={styles.actions}>
        <Button
          size="sm"
          fill="text"
          variant="secondary"
          icon="search-plus"
          tooltip="Only these spans"
          aria-label={`Only ${words}`}
          onClick={() => model.only(node, depth === 0)}
        />
        <LinkButton
          size="sm"
          fill="text"
          variant="secondary"
          icon="clock-nine"
          tooltip="The slowest of these in its trace"
          aria-label={`Slowest ${words}`}
          href={traceLink(model, node.longest.trace, { span: node.longest.span })}
        />
      </td>
    </tr>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // the place of what is only read out: it would else widen the page
  scroll: css({ overflowX: 'auto', position: 'relative' }),
  table: css({
    width: '100%',
    borderCollapse: 'collapse',
    'th, td': { padding: theme.spacing(0.25, 1), borderBottom: `1px solid ${theme.colors.border.weak}` },
  }),
  key: css({ color: theme.colors.text.secondary, fontWeight: 'normal' }),
  call: css({
    fontWeight: 'normal',
    whiteSpace: 'nowrap',
    maxWidth: 560,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
  service: css({ color: theme.colors.text.secondary }),
  toggle: css({
    display: 'inline-block',
    width: 20,
    padding: 0,
    border: 0,
    background: 'transparent',
    color: theme.colors.text.primary,
  }),
  share: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minWidth: 160 }),
  track: css({ position: 'relative', flex: 1, height: 10 }),
  total: css({ position: 'absolute', height: '100%', minWidth: 1, background: theme.colors.border.medium }),
  self: css({ position: 'absolute', height: '100%', background: theme.colors.text.disabled }),
  hottest: css({ background: theme.colors.warning.main }),
  here: css({ whiteSpace: 'nowrap', color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
  number: css({ textAlign: 'right', whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }),
  actions: css({ whiteSpace: 'nowrap', width: 1 }),
  unseen: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
});
