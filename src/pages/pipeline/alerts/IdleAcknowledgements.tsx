import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';

import { type IdleAcknowledgement } from '../../../../queries/alerts/acknowledgement/alertBoard';
import { ACKNOWLEDGEMENT } from '../../../../queries/alerts/acknowledgement/limits';
import { clockTime } from '../../../scenes/alerts/clockTime';

interface IdleAcknowledgementsProps {
  idle: readonly IdleAcknowledgement[];
  now: number;
  onEnd: (one: IdleAcknowledgement) => void;
  disabled: boolean;
}

/** Acknowledgements that hold nothing back: their alert is well, or its rule is gone. */
export function IdleAcknowledgements({ idle, now, onEnd, disabled }: IdleAcknowledgementsProps) {
  const styles = useStyles2(getStyles);
  if (idle.length === 0) {
    return null;
  }
  return (
    <section aria-label="Acknowledgements without an alert">
      <h3 className={styles.heading}>Acknowledgements without an alert {idle.length}</h3>
      <ul className={styles.list}>
        {idle.map((one) => (
          <li key={one.silence.id} className={styles.item}>
            <span className={styles.text}>
              <strong>{one.title}</strong>{' '}
              {one.silence.matchers
                .slice(1)
                .map(({ name, value }) => `${name} ${value}`)
                .join(', ')}
              : {whyIdle(one)} By {one.by}, until {clockTime(one.until, now)}.
            </span>
            <Button size="sm" variant="secondary" disabled={disabled} onClick={() => onEnd(one)}>
              End it
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const whyIdle = ({ why }: IdleAcknowledgement) =>
  why === 'rule gone'
    ? 'its rule was deleted, or you may not see it.'
    : `nothing fires. It ends when it has been well for ${ACKNOWLEDGEMENT.wellMinutes} min and somebody who may end it looks at this page.`;

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({ ...theme.typography.h5, margin: theme.spacing(1, 0, 0.5) }),
  list: css({ listStyle: 'none', margin: 0 }),
  item: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  text: css({ flex: '1 1 320px', minWidth: 0, overflowWrap: 'anywhere', color: theme.colors.text.secondary }),
});
