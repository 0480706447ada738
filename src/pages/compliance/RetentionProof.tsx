import { Text, useStyles2 } from '@grafana/ui';

import { type Retention } from './api';
import { utcDay } from './dates';
import { layout } from './layout';
import { Problem } from './Problem';
import { StateBadge } from './StateBadge';
import { useAsked } from './useAsked';

/** How long audit events are kept, against the rules of the frameworks that count here. */
export function RetentionProof() {
  const styles = useStyles2(layout);
  const { answer, problem, refused } = useAsked<Retention>('/retention');
  return (
    <section aria-label="Retention" className={styles.stack} style={{ gap: 4 }}>
      <Text element="h3" variant="h5">
        Retention
      </Text>
      <Problem title="The retention could not be read" text={problem} refused={refused} />
      {answer && (
        <>
          {answer.floors.map(({ framework, title, months, rule, broken }) => (
            <p key={framework} className={styles.note}>
              <StateBadge state={broken ? 'TOO SHORT' : 'OK'} /> {title}: {months} months. {rule}
            </p>
          ))}
          {answer.notes.map((note) => (
            <p key={note} className={styles.note}>
              {note}
            </p>
          ))}
          {answer.oldest !== null && (
            <p className={styles.note}>
              {answer.events.toLocaleString('en')} events, the oldest of {utcDay(answer.oldest)}; {answer.expired}{' '}
              months have expired, as recorded.
            </p>
          )}
        </>
      )}
    </section>
  );
}
