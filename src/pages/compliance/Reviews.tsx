import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button, Combobox, Field, Input, Text, TextLink, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { ask, type Catalogue, type Review, type Schedule } from './api';
import { utcDay } from './dates';
import { layout } from './layout';
import { Problem } from './Problem';
import { StateBadge } from './StateBadge';
import { queryUrl, runUrl } from './urls';
import { useAction } from './useAction';
import { useAsked } from './useAsked';
import { ColumnHeads } from '../../scenes/ColumnHeads';
import { compactTable } from '../../scenes/compactTable';

/** Reviews that are due and those that were done, and what is run by itself for them. */
export class Reviews extends SceneObjectBase<SceneObjectState> {
  static Component = ReviewsView;
}

interface Answer {
  reviews: Review[];
  schedules: Schedule[];
}

function ReviewsView(_: SceneComponentProps<Reviews>) {
  const styles = useStyles2(layout);
  const { answer, problem, refused, loading, again } = useAsked<Answer>('/reviews');
  const catalogue = useAsked<Catalogue>('/catalogue');
  const isOperator = catalogue.answer?.person.roles.includes('operator') ?? false;
  return (
    <section aria-label="Reviews" aria-busy={loading} className={styles.stack}>
      <Problem title="The reviews could not be read" text={problem} refused={refused} />
      {answer && (
        <>
          <Text element="h2" variant="h4">
            {sentenceOf(answer.reviews)}
          </Text>
          {answer.reviews.length > 0 && <ReviewTable reviews={answer.reviews} />}
          <section className={styles.box} aria-label="Schedules">
            <Text element="h3" variant="h5">
              Run by itself
            </Text>
            {answer.schedules.length === 0 && (
              <p className={styles.note}>
                Nothing yet. A query with a schedule is run at the end of each period, and then waits for a signature.
              </p>
            )}
            {answer.schedules.map((schedule) => (
              <ScheduleLine key={schedule.query} schedule={schedule} isOperator={isOperator} onChanged={again} />
            ))}
            {isOperator && catalogue.answer && <NewSchedule catalogue={catalogue.answer} onChanged={again} />}
          </section>
        </>
      )}
    </section>
  );
}

function sentenceOf(reviews: readonly Review[]): string {
  const overdue = reviews.filter(({ state }) => state === 'overdue').length;
  const open = reviews.filter(({ state }) => state === 'open').length;
  const done = reviews.length - overdue - open;
  return reviews.length === 0 ? 'No review was due yet' : `${overdue} overdue, ${open} open, ${done} signed off`;
}

function ReviewTable({ reviews }: { reviews: Review[] }) {
  const styles = useStyles2(compactTable);
  return (
    <div className={styles.viewport} role="region" aria-label="Reviews, the latest first" tabIndex={0}>
      <table className={styles.table}>
        <ColumnHeads names={['Due', 'Query', 'State', 'Result', 'Signed off by', 'Exceptions', 'Notes']} />
        <tbody>
          {reviews.map(
            ({ query, version, dueAt, state, run, rows, ranAt, reviewedBy, reviewedAt, exceptions, notes }) => (
              <tr key={`${query} ${dueAt}`}>
                <td className={styles.time}>{utcDay(dueAt)}</td>
                <td>
                  <TextLink inline href={queryUrl(query)}>
                    {query}
                  </TextLink>{' '}
                  <span className={styles.faint}>v{version}</span>
                </td>
                <td>
                  <StateBadge state={state} />
                </td>
                <td>
                  <TextLink inline href={runUrl(run)}>
                    {ranAt === null ? 'the run failed' : `${rows.toLocaleString('en')} rows`}
                  </TextLink>
                </td>
                <td>{reviewedAt === null ? '' : `${reviewedBy}, ${utcDay(reviewedAt)}`}</td>
                <td className={styles.number}>{reviewedAt === null ? '' : exceptions}</td>
                <td>{notes}</td>
              </tr>
            )
          )}
        </tbody>
      </table>
    </div>
  );
}

interface LineProps {
  schedule: Schedule;
  isOperator: boolean;
  onChanged: () => void;
}

function ScheduleLine({ schedule: { query, every, graceDays, person }, isOperator, onChanged }: LineProps) {
  const styles = useStyles2(layout);
  const end = useAction(async () => {
    await ask('/schedules', { query, every: 'none' });
    onChanged();
  });
  return (
    <div className={styles.row}>
      <TextLink inline href={queryUrl(query)}>
        {query}
      </TextLink>
      <span className={styles.note}>
        {every}, to be signed within {graceDays} days; set by {person}
      </span>
      {isOperator && (
        <Button
          size="sm"
          fill="text"
          disabled={end.busy}
          aria-label={`End the schedule of ${query}`}
          onClick={() => end.start()}
        >
          End
        </Button>
      )}
      <Problem title="The schedule was not changed" text={end.problem} />
    </div>
  );
}

const EVERY = ['weekly', 'monthly', 'quarterly'].map((value) => ({ value, label: value }));

function NewSchedule({ catalogue, onChanged }: { catalogue: Catalogue; onChanged: () => void }) {
  const styles = useStyles2(layout);
  const [query, setQuery] = useState('');
  const [every, setEvery] = useState('monthly');
  const [graceDays, setGraceDays] = useState('14');
  const set = useAction(async () => {
    await ask('/schedules', { query, every, graceDays: Number(graceDays) });
    setQuery('');
    onChanged();
  });
  const approved = catalogue.queries.filter(({ state }) => state === 'approved');
  return (
    <form
      className={styles.stack}
      aria-label="New schedule"
      onSubmit={(event) => {
        event.preventDefault();
        set.start();
      }}
    >
      <div className={styles.fields}>
        <Field noMargin label="Query" htmlFor="schedule-query">
          <Combobox
            id="schedule-query"
            options={approved.map(({ id, title }) => ({ value: id, label: id, description: title }))}
            value={query}
            onChange={({ value }) => setQuery(value)}
          />
        </Field>
        <Field noMargin label="How often" htmlFor="schedule-every">
          <Combobox id="schedule-every" options={EVERY} value={every} onChange={({ value }) => setEvery(value)} />
        </Field>
        <Field noMargin label="Days to sign it off" htmlFor="schedule-grace">
          <Input
            id="schedule-grace"
            type="number"
            min={0}
            max={365}
            value={graceDays}
            onChange={({ currentTarget }) => setGraceDays(currentTarget.value)}
          />
        </Field>
      </div>
      <div className={styles.row}>
        <Button type="submit" variant="secondary" icon="plus" disabled={set.busy || query === ''}>
          Schedule
        </Button>
      </div>
      <Problem title="The schedule was not set" text={set.problem} />
    </form>
  );
}
