import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { sceneGraph, type SceneObject } from '@grafana/scenes';
import { LinkButton, useStyles2 } from '@grafana/ui';

import { Sparkline } from './Sparkline';
import { listOf, numberOf, type Row, textOf } from './tab/answer';
import { traceLink } from './trace/traceLinks';
import { count, plural } from './words';

/** The answer of `exceptionGroups()`: each group with its times, where it happens, and the way to its traces. */
export function ExceptionGroups({ model, rows }: { model: SceneObject; rows: Row[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ol className={styles.list}>
      {rows.map((row) => (
        <Group key={`${textOf(row, 'type')} ${textOf(row, 'message')}`} model={model} row={row} />
      ))}
    </ol>
  );
}

function Group({ model, row }: { model: SceneObject; row: Row }) {
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
