import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';

import { type KeptRecord } from '../../../../queries/alerts/acknowledgement/record';
import { recordText } from '../../../scenes/alerts/alertWords';
import { moment } from '../../../scenes/moment';

/** Who did what with the acknowledgements of one alert, the newest first. */
export function AckHistory({ records, now }: { records: readonly KeptRecord[]; now: number }) {
  const styles = useStyles2(getStyles);
  if (records.length === 0) {
    return <p className={styles.faint}>Nobody has acknowledged it before, as far as notes were kept.</p>;
  }
  return (
    <ol className={styles.list} aria-label="History">
      {[...records]
        .sort((a, b) => b.at - a.at)
        .map((record) => (
          <li key={record.id}>
            <span className={styles.time}>{moment(record.at)}</span> {recordText(record, now)}
            {record.note !== '' && <>: “{record.note}”</>}
            {record.eventId !== '' && (
              <>
                {' '}
                <Icon name="shield" size="sm" title="With an audit event, by the identity that Grafana has signed" />
              </>
            )}
          </li>
        ))}
    </ol>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: theme.spacing(0.5, 0, 0), overflowWrap: 'anywhere' }),
  time: css({
    color: theme.colors.text.secondary,
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  faint: css({ margin: theme.spacing(0.5, 0, 0), color: theme.colors.text.secondary }),
});
