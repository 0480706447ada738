import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button, Icon, LinkButton, RadioButtonGroup, Text, TextLink, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { type Catalogue, type Framework, type ListedQuery } from './api';
import { coverageOf, sentenceOf } from './coverage';
import { utcDay } from './dates';
import { EvidencePackage } from './EvidencePackage';
import { layout } from './layout';
import { Problem } from './Problem';
import { StateBadge } from './StateBadge';
import { queryUrl, tabUrl } from './urls';
import { useAsked } from './useAsked';
import { pageUrl } from '../../app/plugin';
import { ColumnHeads } from '../../scenes/ColumnHeads';
import { compactTable } from '../../scenes/compactTable';

/** Frameworks, their controls, and the saved queries that serve them. */
export class Controls extends SceneObjectBase<SceneObjectState> {
  static Component = ControlsView;
}

function ControlsView(_: SceneComponentProps<Controls>) {
  const styles = useStyles2(layout);
  const { answer, problem, refused, loading } = useAsked<Catalogue>('/catalogue');
  const [chosen, setChosen] = useState<string>();
  const framework = answer && (answer.frameworks.find(({ id }) => id === chosen) ?? firstOf(answer.frameworks));
  const overdue = answer?.queries.reduce((sum, one) => sum + one.overdue, 0) ?? 0;
  return (
    <section aria-label="Controls" aria-busy={loading} className={styles.stack}>
      <Problem title="The saved queries could not be read" text={problem} refused={refused} />
      {answer && framework && (
        <>
          <div className={styles.row}>
            <RadioButtonGroup
              aria-label="Framework"
              options={answer.frameworks.map(({ id, title }) => ({ value: id, label: title }))}
              value={framework.id}
              onChange={setChosen}
            />
          </div>
          <div className={styles.row}>
            <Text element="h2" variant="h4">
              {sentenceOf(framework, answer.queries)}
            </Text>
            {overdue > 0 && (
              <TextLink inline href={tabUrl('reviews')}>
                {`${overdue} review${overdue === 1 ? ' is' : 's are'} overdue`}
              </TextLink>
            )}
          </div>
          <p className={styles.note}>
            {framework.title}, {framework.edition}. Controls are paraphrased; that a query serves a control does not
            mean that the control is met.
          </p>
          <ControlTable key={framework.id} framework={framework} catalogue={answer} />
          <OwnQueries queries={answer.queries} isAuthor={answer.person.roles.includes('author')} />
        </>
      )}
    </section>
  );
}

const firstOf = (frameworks: Framework[]) => frameworks.find(({ enabled }) => enabled) ?? frameworks[0];

function ControlTable({ framework, catalogue }: { framework: Framework; catalogue: Catalogue }) {
  const styles = useStyles2(compactTable);
  const [open, setOpen] = useState<string>();
  const isAuditor = catalogue.person.roles.includes('auditor');
  return (
    <div className={styles.viewport} role="region" aria-label="Controls and their queries" tabIndex={0}>
      <table className={styles.table}>
        <ColumnHeads names={['Control', 'Queries', 'Last run', 'Last review', 'Evidence']} />
        <tbody>
          {coverageOf(framework, catalogue.queries).map(({ control, queries, lastRun, lastReview, overdue }) => (
            <tr key={control.id}>
              <td style={{ minWidth: 200 }}>
                <strong>{control.id}</strong>
                <div className={styles.faint}>{control.meaning}</div>
              </td>
              <td style={{ minWidth: 260 }}>
                {queries.length === 0 && <span className={styles.faint}>none: no saved query serves it</span>}
                {queries.map((query) => (
                  <QueryLine key={query.id} query={query} />
                ))}
              </td>
              <td className={styles.time}>{lastRun === null ? 'never' : utcDay(lastRun)}</td>
              <td className={styles.time}>
                {overdue > 0 ? <StateBadge state="overdue" /> : lastReview === null ? 'never' : utcDay(lastReview)}
              </td>
              <td>
                {queries.length > 0 && isAuditor && (
                  <Button
                    size="sm"
                    variant="secondary"
                    icon="download-alt"
                    aria-label={`Evidence for ${control.id}`}
                    onClick={() => setOpen(control.id)}
                  >
                    Evidence
                  </Button>
                )}
                {open === control.id && (
                  <EvidencePackage
                    framework={framework}
                    control={control}
                    queries={queries}
                    onDismiss={() => setOpen(undefined)}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function QueryLine({ query: { id, title, version, state, draft } }: { query: ListedQuery }) {
  const styles = useStyles2(compactTable);
  return (
    <div>
      <TextLink inline href={queryUrl(id)}>
        {title}
      </TextLink>{' '}
      <span className={styles.faint}>v{version}</span> {state !== 'approved' && <StateBadge state={state} />}
      {draft !== null && state === 'approved' && <StateBadge state="draft" />}
    </div>
  );
}

/** Queries that were drafted here; also those that serve no control of the framework. */
function OwnQueries({ queries, isAuthor }: { queries: ListedQuery[]; isAuthor: boolean }) {
  const styles = useStyles2(layout);
  const own = queries.filter(({ origin }) => origin === 'own');
  return (
    <section aria-label="Own queries" className={styles.stack} style={{ gap: 8 }}>
      <div className={styles.row}>
        <Text element="h3" variant="h5">
          Own queries
        </Text>
        {isAuthor && (
          <LinkButton size="sm" variant="secondary" icon="plus" href={`${pageUrl('compliance')}/drafts/new`}>
            Draft a query
          </LinkButton>
        )}
      </div>
      {own.length === 0 ? (
        <p className={styles.note}>
          <Icon name="info-circle" /> None yet. The queries above ship with Girok and cannot be changed.
        </p>
      ) : (
        own.map((query) => <QueryLine key={query.id} query={query} />)
      )}
    </section>
  );
}
