import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button, Text, useStyles2 } from '@grafana/ui';

import { ask, type Catalogue, type Integrity } from './api';
import { utcTime } from './dates';
import { layout } from './layout';
import { Problem } from './Problem';
import { RetentionProof } from './RetentionProof';
import { StateBadge } from './StateBadge';
import { useAction } from './useAction';
import { useAsked } from './useAsked';
import { type NamedRow } from '../../../queries/compliance/records';
import { ColumnHeads } from '../../scenes/ColumnHeads';
import { compactTable } from '../../scenes/compactTable';

/** The chain of seals as a strip of windows, where its head is kept outside, and what the last verification has found. */
export class IntegrityView extends SceneObjectBase<SceneObjectState> {
  static Component = IntegrityComponent;
}

const LOOK_MS = 1000;

function IntegrityComponent(_: SceneComponentProps<IntegrityView>) {
  const styles = useStyles2(layout);
  const catalogue = useAsked<Catalogue>('/catalogue');
  const { answer, problem, refused, loading, again } = useAsked<Integrity>('/integrity', undefined, lookAgain);
  const roles = catalogue.answer?.person.roles ?? [];
  const verify = useAction(async () => {
    await ask('/integrity/verify', {});
    again();
  });
  const running = answer?.verification.state === 'running';
  return (
    <section aria-label="Integrity" aria-busy={loading} className={styles.stack}>
      <Problem title="The state of the seals could not be read" text={problem} refused={refused} />
      {answer && (
        <>
          <div className={styles.row} role="status" aria-live="polite">
            <Text element="h2" variant="h4">
              {sentenceOf(answer)}
            </Text>
            {(roles.includes('auditor') || roles.includes('operator')) && (
              <Button
                size="sm"
                variant="secondary"
                icon="sync"
                disabled={running || verify.busy}
                onClick={() => verify.start()}
              >
                {running
                  ? `Verifying: window ${answer.verification.windows} of ${answer.verification.of}`
                  : 'Verify now'}
              </Button>
            )}
          </div>
          <Problem title="It was not verified" text={verify.problem ?? answer.verification.problem} />
          {answer.sealed && <Chain integrity={answer} />}
          <Found verification={answer.verification} />
          <Anchors anchors={answer.anchors} />
          <RetentionProof />
          <p className={styles.note}>
            Tamper-evident, not tamper-proof: proven is that sealed events were not changed since. Not proven is what
            happened before an event came, and what is not sealed yet.
          </p>
        </>
      )}
    </section>
  );
}

/** Looks again while a verification goes on. */
const lookAgain = (integrity?: Integrity) => LOOK_MS * (integrity?.verification.state === 'running' ? 1 : 10);

function sentenceOf({ sealed, windows, verification }: Integrity): string {
  if (!sealed) {
    return 'The audit log is not sealed: nothing proves that it was not changed';
  }
  const tampered = windows.filter(({ status }) => status === 'TAMPERED').length;
  const found = verification.found;
  if (tampered > 0 || (found && found.verdict !== 'OK')) {
    return tampered > 0
      ? `${tampered} window${tampered === 1 ? '' : 's'} of the audit log ${tampered === 1 ? 'was' : 'were'} tampered with`
      : 'The chain of seals is not in order';
  }
  const checked = windows.map(({ verifiedAt }) => verifiedAt);
  return checked.some((at) => at === 0)
    ? `Sealed up to ${utcTime(sealed.sealedUpTo)}; not all of it was verified since`
    : `Sealed up to ${utcTime(sealed.sealedUpTo)}, and every window was verified`;
}

function Chain({ integrity: { windows, sealed } }: { integrity: Integrity }) {
  const styles = useStyles2(getStyles);
  const text = useStyles2(layout);
  return (
    <section aria-label="Chain of seals" className={text.stack} style={{ gap: 8 }}>
      <Text element="h3" variant="h5">
        Windows
      </Text>
      <ol className={styles.strip} aria-label="Windows of ingest time, oldest first">
        {windows.map(({ seq, from, to, rows, status, missing, extra }) => {
          const state = status === '' ? 'not verified' : status;
          const differs = missing + extra > 0 ? `, ${missing} missing, ${extra} never sealed` : '';
          const words = `Seal ${seq}, ${utcTime(from)} to ${utcTime(to)}: ${state}, ${rows.toLocaleString('en')} rows${differs}`;
          return (
            <li key={seq} className={styles[kindOf(status)]} title={words}>
              <span className={styles.hidden}>{words}</span>
              {status === 'TAMPERED' ? '!' : ''}
            </li>
          );
        })}
      </ol>
      <div className={text.row}>
        {(['ok', 'other', 'bad', 'unknown'] as const).map((kind) => (
          <span key={kind} className={styles.legend}>
            <span className={styles[kind]} aria-hidden>
              {kind === 'bad' ? '!' : ''}
            </span>
            {LEGEND[kind]}
          </span>
        ))}
      </div>
      <p className={text.note}>
        Head: seal {sealed?.seq}, <code>{sealed?.hash.slice(0, 16)}…</code>, chain {sealed?.chain.slice(0, 8)}
      </p>
    </section>
  );
}

type WindowKind = 'ok' | 'other' | 'bad' | 'unknown';

const LEGEND: Record<WindowKind, string> = {
  ok: 'as sealed',
  other: 'with late rows, or expired',
  bad: 'tampered with',
  unknown: 'not verified since it was sealed',
};

const kindOf = (status: string): WindowKind =>
  status === 'OK' ? 'ok' : status === 'TAMPERED' ? 'bad' : status === '' ? 'unknown' : 'other';

const WHAT: Record<NamedRow['what'], string> = {
  modified: 'was modified',
  deleted: 'was deleted',
  forged: 'was never sealed: put in later',
  relabelled: 'has a column that its content does not give',
};

function Found({ verification: { state, found, finishedAt, by } }: { verification: Integrity['verification'] }) {
  const styles = useStyles2(layout);
  const table = useStyles2(compactTable);
  if (state !== 'done' || !found) {
    return state === 'none' ? <p className={styles.note}>Nobody has had it verified since girok was started.</p> : null;
  }
  const rows = found.windows.flatMap(({ seq, rows: named }) => named.map((row) => ({ seq, ...row })));
  return (
    <section aria-label="Last verification" className={styles.box}>
      <div className={styles.row}>
        <Text element="h3" variant="h5">
          Last verification
        </Text>
        <StateBadge state={found.verdict} />
        <span className={styles.note}>
          {utcTime(finishedAt ?? 0)}, for {by}; {found.seals} seals
        </span>
      </div>
      {found.findings.map(({ text }) => (
        <p key={text} className={styles.text}>
          {text}
        </p>
      ))}
      {rows.length > 0 && (
        <div className={table.viewport} role="region" aria-label="Events that differ" tabIndex={0}>
          <table className={table.table}>
            <ColumnHeads names={['Event', 'Time', 'What', 'Actor', 'Service', 'Seal']} />
            <tbody>
              {rows.map(({ seq, what, timestamp, recordId, actor, service, event }, i) => (
                <tr key={i}>
                  <td>
                    {recordId === '' ? (
                      <span className={table.faint}>its content is gone</span>
                    ) : (
                      `${event} ${recordId}`
                    )}
                  </td>
                  <td className={table.time}>{timestamp}</td>
                  <td className={table.failed}>{WHAT[what]}</td>
                  <td>{actor}</td>
                  <td>{service}</td>
                  <td className={table.number}>{seq}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className={styles.note}>
        {found.unsealed.rows.toLocaleString('en')} rows are not sealed yet
        {found.unsealed.from === undefined ? '' : `: those that came after ${utcTime(Date.parse(found.unsealed.from))}`}
        .{found.anchoredUpTo === undefined ? '' : ` Anchors outside agree up to seal ${found.anchoredUpTo}.`}
      </p>
      {found.notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </section>
  );
}

function Anchors({ anchors }: { anchors: Integrity['anchors'] }) {
  const styles = useStyles2(layout);
  return (
    <section aria-label="Anchors" className={styles.stack} style={{ gap: 4 }}>
      <Text element="h3" variant="h5">
        Anchors outside
      </Text>
      {anchors.length === 0 ? (
        <p className={styles.note}>
          None: whoever holds the key and the database could write the chain anew. A file, a git repository or a second
          log store can keep its head.
        </p>
      ) : (
        anchors.map(({ kind, target, seq, at }) => (
          <p key={`${kind} ${target}`} className={styles.note}>
            {kind} <code>{target}</code>: seal {seq}, {utcTime(at)}
          </p>
        ))
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const square = {
    width: 14,
    height: 22,
    borderRadius: 2,
    fontSize: 12,
    lineHeight: '22px',
    textAlign: 'center',
    fontWeight: theme.typography.fontWeightBold,
    display: 'inline-block',
  } as const;
  return {
    strip: css({ display: 'flex', flexWrap: 'wrap', gap: 2, listStyle: 'none', margin: 0 }),
    legend: css({
      display: 'inline-flex',
      gap: 6,
      alignItems: 'center',
      fontSize: theme.typography.bodySmall.fontSize,
    }),
    ok: css({ ...square, background: theme.colors.text.disabled }),
    other: css({
      ...square,
      background: theme.colors.text.disabled,
      border: `2px solid ${theme.colors.warning.border}`,
    }),
    bad: css({ ...square, background: theme.colors.error.main, color: theme.colors.error.contrastText }),
    unknown: css({ ...square, border: `1px dashed ${theme.colors.border.strong}` }),
    hidden: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }),
  };
};
