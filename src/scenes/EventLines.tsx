import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Link, useStyles2 } from '@grafana/ui';

import { type AuditEvent } from './auditEvents';
import { outcomeBadge, sentenceOf } from './sentence';

interface EventLinesProps {
  events: AuditEvent[];
  /** The one that stands out. */
  current?: string;
  onOpen?: (event: AuditEvent) => void;
  /** Where an event can be read in full. */
  linkOf?: (event: AuditEvent) => string;
}

/** A few events as sentences, one a line. */
export function EventLines({ events, current, onOpen, linkOf }: EventLinesProps) {
  const styles = useStyles2(getStyles);
  return (
    <ol className={styles.lines}>
      {events.map((event) => {
        const { subject, predicate, origin } = sentenceOf(event);
        const badge = outcomeBadge(event);
        const isCurrent = event.id === current;
        const line = (
          <>
            <time className={styles.time} dateTime={new Date(event.time).toISOString()}>
              {dateTimeFormat(event.time, { format: 'MM-DD HH:mm:ss.SSS' })}
            </time>
            <span className={cx(styles.badge, badge.failed && styles.failed)}>{badge.text}</span>
            <span className={styles.sentence}>
              <bdi>{subject}</bdi> <bdi>{predicate}</bdi> <bdi className={styles.faint}>{origin}</bdi>
            </span>
          </>
        );
        return (
          <li key={event.id} className={styles.item} data-current={isCurrent} aria-current={isCurrent || undefined}>
            {linkOf ? (
              <Link className={cx(styles.line, styles.button)} href={linkOf(event)}>
                {line}
              </Link>
            ) : onOpen && !isCurrent ? (
              <button type="button" className={cx(styles.line, styles.button)} onClick={() => onOpen(event)}>
                {line}
              </button>
            ) : (
              <div className={styles.line}>{line}</div>
            )}
          </li>
        );
      })}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  lines: css({ margin: theme.spacing(0.5, 0), padding: 0, listStyle: 'none' }),
  item: css({
    '&[data-current=true]': {
      background: theme.colors.background.secondary,
      boxShadow: `inset 3px 0 ${theme.colors.primary.main}`,
    },
  }),
  line: css({
    display: 'flex',
    alignItems: 'baseline',
    gap: theme.spacing(1),
    width: '100%',
    padding: theme.spacing(0.25, 1),
    textAlign: 'left',
  }),
  button: css({
    border: 0,
    background: 'transparent',
    color: theme.colors.text.primary,
    '&:hover': { background: theme.colors.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2 },
  }),
  time: css({
    flex: '0 0 auto',
    color: theme.colors.text.secondary,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  badge: css({ flex: '0 0 52px', fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
  failed: css({ color: theme.colors.error.text }),
  sentence: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }),
  faint: css({ color: theme.colors.text.secondary }),
});
