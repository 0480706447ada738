import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';

import { type Findings } from './Findings';
import { auditEvents } from '../../../queries/audit/audit';
import { AUDIT_FIELDS } from '../../../queries/audit/fields';
import { where } from '../../../queries/filters';
import { adviceOn } from '../../scenes/advice';
import { eventsFromFrame } from '../../scenes/auditEvents';
import { EventLines } from '../../scenes/EventLines';
import { type Finding } from '../../scenes/findings';
import { useQueryOnce } from '../../scenes/useQueryOnce';

/** Events of a finding that are shown below it. */
const EVENTS = 10;

/** A finding; opened, the newest of its events. */
export function FindingItem({ model, finding }: { model: Findings; finding: Finding }) {
  const [open, setOpen] = useState(false);
  const styles = useStyles2(getStyles);
  return (
    <li className={styles.finding}>
      <div className={styles.line}>
        <p className={styles.sentence}>
          <bdi>{finding.sentence}</bdi>
        </p>
        <Button
          size="sm"
          variant="secondary"
          fill="outline"
          icon={open ? 'angle-down' : 'angle-right'}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          Events
        </Button>
        <Button size="sm" variant="secondary" icon="filter" onClick={() => model.show(finding)}>
          Show in the list
        </Button>
      </div>
      {open && <Events model={model} finding={finding} />}
    </li>
  );
}

function Events({ model, finding }: { model: Findings; finding: Finding }) {
  const { tables } = model.state.scope;
  const question = useMemo(() => {
    const { from, to, filters } = finding;
    // times of an answer are whole milliseconds, those of events are not
    const range = { from, to: to + 1 };
    return { sql: auditEvents({ tables, range, where: where(filters, AUDIT_FIELDS) }, EVENTS), range };
  }, [tables, finding]);
  const { frame, problem } = useQueryOnce(model, question);
  const events = useMemo(() => frame && eventsFromFrame(frame), [frame]);
  if (problem !== undefined) {
    return (
      <Alert severity="error" title="The events could not be read">
        {adviceOn(problem)}
      </Alert>
    );
  }
  return events ? <EventLines events={events} /> : <LoadingPlaceholder text="Looking for the events" />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  finding: css({ padding: theme.spacing(0.5, 0), borderTop: `1px solid ${theme.colors.border.weak}` }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), flexWrap: 'wrap' }),
  sentence: css({ flex: '1 1 400px', margin: 0, overflowWrap: 'anywhere' }),
});
