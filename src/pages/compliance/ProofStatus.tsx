import { Text, useStyles2 } from '@grafana/ui';

import { type Proof } from './api';
import { utcTime } from './dates';
import { layout } from './layout';
import { StateBadge } from './StateBadge';

const MEANS: Record<string, string> = {
  OK: 'The events of the period are those that were sealed, as of the last verification.',
  'NOT VERIFIED': 'The events were sealed, but not compared with their seals since.',
  'NOT SEALED': 'Nothing proves that the events of the period were not changed.',
  TAMPERED: 'Events of the period are not those that were sealed. The integrity page names them.',
};

/** Whether what was asked is what was sealed: shown with every result, also when it is not known. */
export function ProofStatus({ proof: { verdict, sealedUpTo, notes } }: { proof: Proof }) {
  const styles = useStyles2(layout);
  return (
    <section className={styles.box} aria-label="Proof" style={{ gap: 4 }}>
      <div className={styles.row}>
        <Text element="h3" variant="h6">
          Proof
        </Text>
        <StateBadge state={verdict} />
        {sealedUpTo !== '' && <span className={styles.note}>sealed up to {utcTime(Date.parse(sealedUpTo))}</span>}
      </div>
      <p className={styles.text}>{MEANS[verdict]}</p>
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </section>
  );
}
