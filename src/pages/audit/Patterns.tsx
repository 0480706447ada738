import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { IconButton, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { type AuditScope } from '../../../queries/audit/audit';
import { auditPatterns, PATTERNS, patternToRegExp } from '../../../queries/audit/patterns';
import { AnswerState, useAnswer } from '../../scenes/answer';
import { compactTable } from '../../scenes/compactTable';
import { moment } from '../../scenes/moment';
import { NothingMatches } from '../../scenes/NothingMatches';
import { runner } from '../../scenes/query';
import { countsOf, type Row, rowsOfFrame } from '../../scenes/rows';
import { shortened } from '../../scenes/shortened';
import { ShowSql } from '../../scenes/ShowSql';
import { TabHeader } from '../../scenes/TabHeader';
import { Trend } from '../../scenes/Trend';
import { addFilter } from '../../scenes/variables';

interface PatternsState extends SceneObjectState {
  sql: ShowSql;
}

/** Similar messages as one row. ClickHouse groups them; a click narrows the page to those of a pattern. */
export class Patterns extends SceneObjectBase<PatternsState> {
  constructor(scope: AuditScope) {
    super({
      sql: new ShowSql({ title: 'Patterns' }),
      $data: runner([{ refId: 'patterns', sql: auditPatterns(scope), as: 'table' }]),
    });
  }

  narrow(pattern: string, isIncluded: boolean) {
    addFilter(this, 'body', isIncluded ? '=~' : '!~', patternToRegExp(pattern));
  }

  static Component = PatternsView;
}

function PatternsView({ model }: SceneComponentProps<Patterns>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const { frames, loading, failure } = answer;
  const styles = useStyles2(compactTable);
  const rows = useMemo(() => rowsOfFrame(frames[0]), [frames]);
  return (
    <section aria-label="Patterns" aria-busy={loading}>
      <TabHeader hint="Messages that differ only in numbers, ids, addresses and quoted text. Those of the period before that no longer come stand last.">
        <sql.Component model={sql} />
      </TabHeader>
      <AnswerState answer={answer} what="The patterns" />
      {!loading && failure === undefined && rows.length === 0 && (
        <NothingMatches model={model} what="audit events with a message" />
      )}
      {rows.length > 0 && (
        <div
          className={styles.viewport}
          style={{ opacity: loading ? 0.5 : 1 }}
          tabIndex={0}
          role="group"
          aria-label={`${rows.length} patterns`}
        >
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col" className={styles.number}>
                  Events
                </th>
                <th scope="col" className={styles.number}>
                  Failed
                </th>
                <th scope="col">Trend</th>
                <th scope="col" style={{ width: '55%' }}>
                  Pattern and newest example
                </th>
                <th scope="col" className={styles.number}>
                  Actors
                </th>
                <th scope="col">First seen</th>
                <th scope="col">Last seen</th>
                <th scope="col">
                  <span className="sr-only">Exclude</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <PatternRow key={row.text('pattern')} model={model} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length >= PATTERNS && (
        <p className={styles.faint}>
          These are the {PATTERNS} most frequent patterns. Filters and the search show others.
        </p>
      )}
    </section>
  );
}

function PatternRow({ model, row }: { model: Patterns; row: Row }) {
  const styles = useStyles2(compactTable);
  const own = useStyles2(getStyles);
  const pattern = row.text('pattern');
  const failures = row.number('failures');
  const events = row.number('events');
  return (
    <tr>
      <td className={styles.number}>{events === 0 ? 'gone' : events.toLocaleString('en-US')}</td>
      <td className={styles.number}>
        {failures > 0 && <span className={styles.failed}>{failures.toLocaleString('en-US')}</span>}
      </td>
      <td>
        <Trend counts={countsOf(row, 'trend')} label="Events" />
      </td>
      <td>
        <button
          type="button"
          className={styles.link}
          title="Only messages of this pattern"
          onClick={() => model.narrow(pattern, true)}
        >
          <bdi>{pattern}</bdi>
        </button>
        {row.text('example') !== pattern && (
          <div className={own.example}>
            <bdi>{row.text('example')}</bdi>
          </div>
        )}
      </td>
      <td className={styles.number}>{row.number('actors').toLocaleString('en-US')}</td>
      <td className={styles.time}>{moment(row.text('first_seen'))}</td>
      <td className={styles.time}>{moment(row.text('last_seen'))}</td>
      <td>
        <IconButton
          name="search-minus"
          size="sm"
          tooltip={`Exclude ${shortened(pattern)}`}
          onClick={() => model.narrow(pattern, false)}
        />
      </td>
    </tr>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  example: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
    // a message may be 64 kB long
    display: '-webkit-box',
    WebkitLineClamp: 2,
    WebkitBoxOrient: 'vertical',
    overflow: 'hidden',
  }),
});
