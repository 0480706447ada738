import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Alert, Button, Text, TextLink, useStyles2 } from '@grafana/ui';

import { ask, type Catalogue, download, type Run } from './api';
import { utcTime } from './dates';
import { layout } from './layout';
import { Problem } from './Problem';
import { Result } from './Result';
import { SignOff } from './SignOff';
import { StateBadge } from './StateBadge';
import { queryUrl } from './urls';
import { useAction } from './useAction';
import { useAsked } from './useAsked';

interface RunViewState extends SceneObjectState {
  run: string;
}

/** One run: how far it is, then what came of it, its proof and its evidence. */
export class RunView extends SceneObjectBase<RunViewState> {
  static Component = RunViewComponent;
}

/** Between two looks at a run that goes on. Milliseconds. */
const LOOK_MS = 1000;

function RunViewComponent({ model }: SceneComponentProps<RunView>) {
  const { run: id } = model.useState();
  const styles = useStyles2(layout);
  const catalogue = useAsked<Catalogue>('/catalogue');
  const { answer: run, problem, refused, again } = useAsked<Run>('/run', { run: id }, lookAgain);
  const roles = catalogue.answer?.person.roles ?? [];
  return (
    <div className={styles.stack}>
      <Problem title="The run could not be read" text={problem} refused={refused} />
      {run && (
        <>
          <section aria-label="The run" className={styles.stack} style={{ gap: 8 }}>
            <div className={styles.row} role="status" aria-live="polite">
              <Text element="h2" variant="h4">
                {headlineOf(run)}
              </Text>
              <StateBadge state={run.status} />
            </div>
            <p className={styles.note}>
              <TextLink inline href={queryUrl(run.query)}>
                {run.query}
              </TextLink>{' '}
              version {run.version}, by {run.person}, {utcTime(run.startedAt)}. Purpose: {run.purpose}
            </p>
          </section>
          {run.status === 'running' && <Running run={run} onCancelled={again} />}
          {run.problem !== '' && (
            <Alert severity={run.status === 'cancelled' ? 'info' : 'error'} title={`The run has ${run.status}`}>
              {run.problem}
            </Alert>
          )}
          {run.status === 'altered' && (
            <Alert severity="error" title="The record of this run was altered in ClickHouse">
              It is not the one that Girok has signed, so nothing of the run is believed. Run the query again.
            </Alert>
          )}
          {run.status === 'interrupted' && (
            <Alert severity="warning" title="Girok ended while this ran">
              Nothing of a result is kept. Run the query again.
            </Alert>
          )}
          {run.status === 'expired' && (
            <Alert severity="info" title={`The result was kept until ${utcTime(run.keptUntil)}`}>
              The record of the run stays. Run the query again to see its rows.
            </Alert>
          )}
          {run.status === 'done' && roles.includes('auditor') && (
            <>
              <Evidence run={run} />
              <Result run={run.run} />
              <SignOff run={run} />
            </>
          )}
          {run.status === 'done' && catalogue.answer && !roles.includes('auditor') && (
            <Alert severity="info" title="Results are for auditors">
              You see that it was run, by whom and why.
            </Alert>
          )}
        </>
      )}
    </div>
  );
}

/** Looks again while the run goes on. */
const lookAgain = (run?: Run) => (run === undefined || run.status === 'running' ? LOOK_MS : undefined);

function headlineOf({ status, rows, query }: Run): string {
  return status === 'done' || status === 'expired'
    ? `${rows.toLocaleString('en')} row${rows === 1 ? '' : 's'}, complete`
    : `Run of ${query}`;
}

const count = (n: number) => n.toLocaleString('en');

function Running({ run: { run, progress }, onCancelled }: { run: Run; onCancelled: () => void }) {
  const styles = useStyles2(layout);
  const cancel = useAction(async () => {
    await ask('/run/cancel', { run });
    onCancelled();
  });
  const { readRows, totalRows, rows, seconds } = progress ?? { readRows: null, totalRows: null, rows: 0, seconds: 0 };
  return (
    <section className={styles.box} aria-label="Progress">
      <p className={styles.text}>
        {readRows === null
          ? 'ClickHouse works'
          : `${count(readRows)} of about ${count(totalRows ?? readRows)} rows read`}
        {rows > 0 && `, ${count(rows)} rows of the result stored`}, {seconds} s so far.
      </p>
      <progress
        aria-label="Rows read"
        style={{ width: '100%' }}
        max={totalRows ?? undefined}
        value={readRows === null || totalRows === null ? undefined : readRows}
      />
      <div className={styles.row}>
        <Button variant="destructive" fill="outline" icon="times" disabled={cancel.busy} onClick={() => cancel.start()}>
          Cancel the run
        </Button>
      </div>
      <Problem title="It was not cancelled" text={cancel.problem} />
    </section>
  );
}

function Evidence({ run }: { run: Run }) {
  const styles = useStyles2(layout);
  const take = useAction((redacted: boolean) =>
    download(
      '/run/evidence',
      { run: run.run, redacted },
      `${run.query}-${run.run.slice(0, 8)}${redacted ? '-redacted' : ''}.zip`
    )
  );
  return (
    <section aria-label="Evidence" className={styles.stack} style={{ gap: 8 }}>
      <div className={styles.row}>
        <Button icon="download-alt" disabled={take.busy} onClick={() => take.start(false)}>
          {take.busy ? 'Signing …' : 'Evidence zip'}
        </Button>
        <Button variant="secondary" icon="eye-slash" disabled={take.busy} onClick={() => take.start(true)}>
          Redacted zip
        </Button>
        <span className={styles.note}>
          CSV, JSONL, SQL, approvals and hashes, signed. <code>girok evidence verify FILE --key PUBLIC.pem</code> checks
          it without a network.
        </span>
      </div>
      <Problem title="There is no evidence" text={take.problem} />
    </section>
  );
}
