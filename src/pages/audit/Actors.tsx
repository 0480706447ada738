import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';

import { ACTORS, auditActors } from '../../../queries/audit/actors';
import { type AuditScope } from '../../../queries/audit/audit';
import { AnswerState, useAnswer } from '../../scenes/answer';
import { compactTable } from '../../scenes/compactTable';
import { moment } from '../../scenes/moment';
import { NothingMatches } from '../../scenes/NothingMatches';
import { runner } from '../../scenes/query';
import { countsOf, type Row, rowsOfFrame } from '../../scenes/rows';
import { ShowSql } from '../../scenes/ShowSql';
import { TabHeader } from '../../scenes/TabHeader';
import { Trend } from '../../scenes/Trend';
import { ValueActions } from '../../scenes/ValueActions';
import { addFilter } from '../../scenes/variables';

interface ActorsState extends SceneObjectState {
  sql: ShowSql;
}

/** Who did something, how often, and from how many addresses; a click narrows the page to what one of them did. */
export class Actors extends SceneObjectBase<ActorsState> {
  constructor(scope: AuditScope) {
    super({
      sql: new ShowSql({ title: 'Actors' }),
      $data: runner([{ refId: 'actors', sql: auditActors(scope), as: 'table' }]),
    });
  }

  static Component = ActorsView;
}

/** Columns by which the table can be sorted, by name in the answer. */
const COLUMNS = [
  { key: 'events', label: 'Events' },
  { key: 'failures', label: 'Failed' },
  { key: 'targets', label: 'Targets' },
  { key: 'sources', label: 'Addresses' },
] as const;
type SortKey = (typeof COLUMNS)[number]['key'];

function ActorsView({ model }: SceneComponentProps<Actors>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const { frames, loading, failure } = answer;
  const [sort, setSort] = useState<SortKey>('events');
  const styles = useStyles2(compactTable);
  const rows = useMemo(() => rowsOfFrame(frames[0]).sort((a, b) => b.number(sort) - a.number(sort)), [frames, sort]);
  return (
    <section aria-label="Actors" aria-busy={loading}>
      <TabHeader hint="Who did something in this time range; small grey bars are the period before.">
        <sql.Component model={sql} />
      </TabHeader>
      <AnswerState answer={answer} what="The actors" />
      {!loading && failure === undefined && rows.length === 0 && <NothingMatches model={model} what="audit events" />}
      {rows.length > 0 && (
        <div
          className={styles.viewport}
          style={{ opacity: loading ? 0.5 : 1 }}
          tabIndex={0}
          role="group"
          aria-label={`${rows.length} actors`}
        >
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Actor</th>
                <th scope="col">Type</th>
                <th scope="col">Trend</th>
                {COLUMNS.map(({ key, label }) => (
                  <th key={key} scope="col" className={styles.number} aria-sort={sort === key ? 'descending' : 'none'}>
                    <button type="button" className={styles.sort} onClick={() => setSort(key)}>
                      {label}
                      {sort === key && ' ↓'}
                    </button>
                  </th>
                ))}
                <th scope="col">Most frequent actions</th>
                <th scope="col">First seen</th>
                <th scope="col">Last seen</th>
                <th scope="col">Filter</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <ActorRow key={row.text('actor')} model={model} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length >= ACTORS && (
        <p className={styles.faint}>
          These are the {ACTORS} actors with most events. Filters and the search show others.
        </p>
      )}
    </section>
  );
}

function ActorRow({ model, row }: { model: Actors; row: Row }) {
  const styles = useStyles2(compactTable);
  const actor = row.text('actor');
  const count = (column: string) => row.number(column).toLocaleString('en-US');
  return (
    <tr>
      <td>
        <button
          type="button"
          className={styles.link}
          title="Only what this actor did"
          onClick={() => addFilter(model, 'actor', '=', actor)}
        >
          <bdi>{actor}</bdi>
        </button>
      </td>
      <td className={styles.faint}>{row.text('actor_type')}</td>
      <td>
        <Trend counts={countsOf(row, 'trend')} label={`Events of ${actor}`} />
      </td>
      <td className={styles.number}>{count('events')}</td>
      <td className={styles.number}>
        {row.number('failures') > 0 && <span className={styles.failed}>{count('failures')}</span>}
      </td>
      <td className={styles.number}>{count('targets')}</td>
      <td className={styles.number}>{count('sources')}</td>
      <td className={styles.faint}>
        <bdi>{row.text('actions')}</bdi>
      </td>
      <td className={styles.time}>{moment(row.text('first_seen'))}</td>
      <td className={styles.time}>{moment(row.text('last_seen'))}</td>
      <td>
        <ValueActions model={model} field="actor" value={actor} />
      </td>
    </tr>
  );
}
