import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, Modal, Text, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { ask, type QueryVersion, type Role } from './api';
import { utcTime } from './dates';
import { layout } from './layout';
import { Problem } from './Problem';
import { StateBadge } from './StateBadge';
import { useAction } from './useAction';
import { useAsked } from './useAsked';

interface Props {
  id: string;
  versions: QueryVersion[];
  origin: 'girok' | 'own';
  roles: Role[];
  onDecided: () => void;
}

/** Every version with who decided about it, and what differs from the one before. */
export function Versions({ id, versions, origin, roles, onDecided }: Props) {
  const styles = useStyles2(layout);
  const [compared, setCompared] = useState<number>();
  const retire = useAction(async ({ query, sha256 }: QueryVersion) => {
    await ask('/retirements', { id, version: query.version, sha256, comment: 'retired on the page' });
    onDecided();
  });
  return (
    <section className={styles.box} aria-label="Versions">
      <Text element="h2" variant="h5">
        Versions
      </Text>
      {origin === 'girok' && <p className={styles.note}>Ships with Girok: read-only, changed only by a new release.</p>}
      {[...versions].reverse().map((version) => {
        const { query, state, records, sha256 } = version;
        return (
          <div key={query.version} className={styles.stack} style={{ gap: 4 }}>
            <div className={styles.row}>
              <strong>Version {query.version}</strong> <StateBadge state={state} />
              {query.version > 1 && (
                <Button size="sm" fill="text" onClick={() => setCompared(query.version)}>
                  What changed
                </Button>
              )}
              {state === 'approved' && origin === 'own' && roles.includes('approver') && (
                <Button
                  size="sm"
                  fill="text"
                  variant="destructive"
                  disabled={retire.busy}
                  onClick={() => retire.start(version)}
                >
                  Retire
                </Button>
              )}
            </div>
            {records.map(({ seq, action, person, at, comment }) => (
              <p key={seq} className={styles.note}>
                {action} by {person.login}, {utcTime(Date.parse(at))}: {comment}
              </p>
            ))}
            <p className={styles.note}>
              SHA-256 <code>{sha256.slice(0, 16)}…</code>
            </p>
          </div>
        );
      })}
      <Problem title="It was not retired" text={retire.problem} />
      {compared !== undefined && <Difference id={id} to={compared} onDismiss={() => setCompared(undefined)} />}
    </section>
  );
}

interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

const MARK = { same: ' ', removed: '-', added: '+' } as const;

function Difference({ id, to, onDismiss }: { id: string; to: number; onDismiss: () => void }) {
  const styles = useStyles2(getStyles);
  const { answer, problem } = useAsked<{ lines: DiffLine[] }>('/query/diff', { id, from: to - 1, to });
  return (
    <Modal isOpen title={`What changed in version ${to} of ${id}`} onDismiss={onDismiss}>
      <Problem title="The versions could not be compared" text={problem} />
      <pre className={styles.diff} tabIndex={0} role="region" aria-label="Difference">
        {answer?.lines.map(({ kind, text }, i) => (
          <div key={i} className={styles[kind]}>
            {MARK[kind]} {text}
          </div>
        ))}
      </pre>
    </Modal>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  diff: css({
    maxHeight: '60vh',
    overflow: 'auto',
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
    background: theme.colors.background.secondary,
  }),
  same: css({}),
  removed: css({ color: theme.colors.error.text }),
  added: css({ color: theme.colors.success.text }),
});
