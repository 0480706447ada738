import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button, EmptyState, LinkButton, useStyles2 } from '@grafana/ui';

import { exceptionGroups } from '../../../../queries/traces/exceptions';
import { SPAN_KINDS } from '../../../../queries/traces/scope';
import { type SpanScope } from '../../../../queries/traces/spans';
import { runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { listOf, numberOf, type Row, textOf } from '../../../scenes/tab/answer';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { traceLink } from '../../../scenes/trace/traceLinks';
import { count, plural } from '../../../scenes/words';
import { spanKindsOf } from '../pageVariables';
import { Sparkline } from '../Sparkline';

const LIMIT = 100;

interface ExceptionsState extends SceneObjectState {
  sql: ShowSql;
}

/** What failed, grouped by type and message without the parts that differ each time. */
export class Exceptions extends SceneObjectBase<ExceptionsState> {
  constructor(scope: SpanScope) {
    super({
      sql: new ShowSql({ title: 'Exceptions' }),
      $data: runner([{ refId: 'exceptions', sql: exceptionGroups(scope, LIMIT), as: 'table' }]),
    });
  }

  static Component = ExceptionsView;
}

function ExceptionsView({ model }: SceneComponentProps<Exceptions>) {
  const { sql } = model.useState();
  const kinds = spanKindsOf(model);
  const { kinds: chosen } = kinds.useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const { rows } = answer;
  const times = rows.reduce((sum, row) => sum + numberOf(row, 'times'), 0);
  const lookAtAll = chosen !== 'all' && (
    <Button size="sm" variant="secondary" onClick={() => kinds.choose('all')}>
      Look at all spans
    </Button>
  );
  return (
    <TabFrame
      model={model}
      name="Exceptions"
      what="exceptions"
      answer={answer}
      sql={sql}
      note={
        rows.length > 0 &&
        `${plural(times, 'failure')} of ${plural(rows.length, 'kind')}: recorded exceptions, and failed spans without one`
      }
      controls={
        lookAtAll && (
          <>
            <span>{SPAN_KINDS[chosen].label} only</span>
            {lookAtAll}
          </>
        )
      }
      empty={
        <EmptyState variant="completed" message="Nothing failed" button={lookAtAll || undefined}>
          No matching span has failed or recorded an exception
          {chosen === 'all' ? '.' : ', but only some of the spans are looked at.'}
        </EmptyState>
      }
    >
      <ol className={styles.list}>
        {rows.map((row) => (
          <Group key={`${textOf(row, 'type')} ${textOf(row, 'message')}`} model={model} row={row} />
        ))}
      </ol>
    </TabFrame>
  );
}

function Group({ model, row }: { model: Exceptions; row: Row }) {
  const styles = useStyles2(getStyles);
  const timeZone = sceneGraph.getTimeRange(model).getTimeZone();
  const at = (name: string) => dateTimeFormat(numberOf(row, name), { format: 'MM-DD HH:mm:ss', timeZone });
  const [times, traces] = [numberOf(row, 'times'), numberOf(row, 'traces')];
  const [message, example] = [textOf(row, 'message'), textOf(row, 'example')];
  const link = (which: 'newest' | 'oldest') =>
    traceLink(model, textOf(row, `${which}_trace`), { span: textOf(row, `${which}_span`) });
  return (
    <li className={styles.group}>
      <div className={styles.text}>
        <h3 className={styles.type}>
          <bdi>{textOf(row, 'type')}</bdi>
        </h3>
        <p className={styles.message}>
          <bdi>{message}</bdi>
        </p>
        {example !== message && (
          <p className={styles.faint}>
            such as <bdi>{example}</bdi>
          </p>
        )}
        <p className={styles.faint}>
          <bdi>{listOf(row, 'services').join(', ')}</bdi>
          {listOf(row, 'releases').length > 0 && (
            <>
              {' '}
              · release <bdi>{listOf(row, 'releases').join(', ')}</bdi>
            </>
          )}
        </p>
      </div>
      <Sparkline
        values={listOf(row, 'spark').map(Number)}
        label={`${count(times)} times between ${at('first')} and ${at('last')}`}
      />
      <dl className={styles.facts}>
        <div>
          <dt>Times</dt>
          <dd>
            {count(times)} <small>in {plural(traces, 'trace')}</small>
          </dd>
        </div>
        <div>
          <dt>First</dt>
          <dd>{at('first')}</dd>
        </div>
        <div>
          <dt>Last</dt>
          <dd>{at('last')}</dd>
        </div>
      </dl>
      <div className={styles.links}>
        <LinkButton size="sm" variant="secondary" href={link('newest')}>
          Newest trace
        </LinkButton>
        {traces > 1 && (
          <LinkButton size="sm" variant="secondary" fill="text" href={link('oldest')}>
            First trace
          </LinkButton>
        )}
      </div>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  group: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    padding: theme.spacing(1, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  text: css({ flex: '1 1 320px', minWidth: 0 }),
  type: css({ ...theme.typography.h6, margin: 0, color: theme.colors.error.text, overflowWrap: 'anywhere' }),
  message: css({ margin: 0, overflowWrap: 'anywhere' }),
  faint: css({
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  facts: css({
    display: 'flex',
    flex: '0 0 380px',
    gap: theme.spacing(2),
    margin: 0,
    '> div': { flex: '0 0 auto', minWidth: 110 },
    dt: { color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontWeight: 'normal' },
    dd: { margin: 0, whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
    small: { color: theme.colors.text.secondary },
  }),
  links: css({ display: 'flex', gap: theme.spacing(0.5), flex: '0 0 220px' }),
});
