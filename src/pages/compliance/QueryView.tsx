import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Alert, LinkButton, Text, useStyles2 } from '@grafana/ui';

import { type Catalogue, type Framework, type QueryEntry, type QueryVersion, type Run } from './api';
import { Decisions } from './Decisions';
import { layout } from './layout';
import { Problem } from './Problem';
import { RunForm } from './RunForm';
import { RunsTable } from './RunsTable';
import { StateBadge } from './StateBadge';
import { useAsked } from './useAsked';
import { Versions } from './Versions';
import { pageUrl } from '../../app/plugin';
import { compactTable } from '../../scenes/compactTable';

interface QueryViewState extends SceneObjectState {
  id: string;
}

/** One saved query: what it asks and why, how to run it, who ran it, its versions. */
export class QueryView extends SceneObjectBase<QueryViewState> {
  static Component = QueryViewComponent;
}

function QueryViewComponent({ model }: SceneComponentProps<QueryView>) {
  const { id } = model.useState();
  const styles = useStyles2(layout);
  const entry = useAsked<QueryEntry>('/query', { id });
  const catalogue = useAsked<Catalogue>('/catalogue');
  const runs = useAsked<Run[]>('/runs/list', { query: id });
  const roles = catalogue.answer?.person.roles ?? [];
  const versions = entry.answer?.versions ?? [];
  const draft = versions.find(({ state }) => state === 'draft');
  const approved = versions.find(({ state }) => state === 'approved');
  const shown = approved ?? draft ?? versions.at(-1);
  return (
    <div className={styles.stack} aria-busy={entry.loading}>
      <Problem title="The query could not be read" text={entry.problem} refused={entry.refused} />
      {entry.answer?.altered !== undefined && (
        <Alert severity="error" title="The versions of this query were altered in ClickHouse">
          {entry.answer.altered} No version of it is run any more. An administrator of ClickHouse can say who wrote
          there.
        </Alert>
      )}
      {draft && (
        <Decisions draft={draft} roles={roles} login={catalogue.answer?.person.login ?? ''} onDecided={entry.again} />
      )}
      {shown && (
        <>
          <Head version={shown} origin={entry.answer?.origin ?? 'own'} isAuthor={roles.includes('author')} />
          <div className={styles.columns}>
            <div className={styles.stack}>
              {approved && roles.includes('auditor') && (
                <section className={styles.box} aria-label="Run">
                  <Text element="h2" variant="h5">
                    Run
                  </Text>
                  <RunForm query={approved.query} version={approved.query.version} />
                </section>
              )}
              <section className={styles.stack} style={{ gap: 8 }} aria-label="History">
                <Text element="h2" variant="h5">
                  History
                </Text>
                <Problem title="The runs could not be read" text={runs.problem} />
                {runs.answer && <RunsTable runs={runs.answer} label="Runs of this query" of={id} />}
              </section>
              <section className={styles.stack} style={{ gap: 8 }} aria-label="SQL">
                <Text element="h2" variant="h5">
                  SQL
                </Text>
                <p className={styles.note}>
                  As ClickHouse gets it. Values in braces are parameters: no text of a person becomes SQL.
                </p>
                <pre className={styles.code} tabIndex={0} role="region" aria-label="SQL of the query">
                  {shown.sql}
                </pre>
              </section>
            </div>
            <div className={styles.stack}>
              <About version={shown} frameworks={catalogue.answer?.frameworks ?? []} />
              <Versions
                id={id}
                versions={versions}
                origin={entry.answer?.origin ?? 'own'}
                roles={roles}
                onDecided={entry.again}
              />
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function Head({ version, origin, isAuthor }: { version: QueryVersion; origin: string; isAuthor: boolean }) {
  const styles = useStyles2(layout);
  const { query, state } = version;
  return (
    <section aria-label="What it asks" className={styles.stack} style={{ gap: 8 }}>
      <div className={styles.row}>
        <Text element="h2" variant="h4">
          {query.title}
        </Text>
        <StateBadge state={state} />
        <span className={styles.note}>
          version {query.version}
          {origin === 'girok' && ', ships with Girok'}
        </span>
        {isAuthor && (
          <LinkButton
            size="sm"
            variant="secondary"
            icon="edit"
            href={`${pageUrl('compliance')}/drafts/${encodeURIComponent(query.id)}`}
          >
            {origin === 'girok' ? 'Draft an own copy' : 'Draft a new version'}
          </LinkButton>
        )}
      </div>
      <p className={styles.text}>{query.purpose}</p>
      <p className={styles.note}>
        <strong>Cannot show:</strong> {query.cannot_show}
      </p>
    </section>
  );
}

const PERSONAL = { none: '', pseudonym: 'pseudonym', direct: 'personal data' } as const;

function About({ version: { query }, frameworks }: { version: QueryVersion; frameworks: Framework[] }) {
  const styles = useStyles2(layout);
  const table = useStyles2(compactTable);
  return (
    <section className={styles.box} aria-label="Controls and columns">
      <Text element="h2" variant="h5">
        Serves
      </Text>
      <ul style={{ listStyle: 'none', margin: 0 }}>
        {Object.entries(query.controls).map(([framework, ids]) => (
          <li key={framework}>
            {frameworks.find(({ id }) => id === framework)?.title ?? framework} {ids.join(', ')}
          </li>
        ))}
      </ul>
      <Text element="h2" variant="h5">
        Columns
      </Text>
      <ul style={{ listStyle: 'none', margin: 0 }}>
        {query.columns.map(({ name, meaning, personal }) => (
          <li key={name}>
            <code>{name}</code>{' '}
            <span className={table.faint}>{[meaning, PERSONAL[personal]].filter(Boolean).join('; ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
