import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, RadioButtonGroup, Toggletip, useStyles2 } from '@grafana/ui';

import { CHOSEN_COLUMNS, DENSITY, type Density, EVENT_COLUMNS, type EventColumn } from './eventColumns';
import { usePreference } from './preferences';

const DENSITIES: Array<{ value: Density; label: string }> = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
];

/** Which columns the event list shows and how close its rows stand. Remembered for this user in this browser. */
export function EventListOptions() {
  const [columns, setColumns] = usePreference(CHOSEN_COLUMNS);
  const [density, setDensity] = usePreference(DENSITY);
  const styles = useStyles2(getStyles);
  const toggle = (column: EventColumn) =>
    setColumns(columns.includes(column) ? columns.filter((one) => one !== column) : [...columns, column]);
  const content = (
    <div className={styles.options}>
      <fieldset>
        <legend className={styles.legend}>Columns</legend>
        {(Object.keys(EVENT_COLUMNS) as EventColumn[]).map((column) => (
          <Checkbox
            key={column}
            className={styles.column}
            label={EVENT_COLUMNS[column]}
            value={columns.includes(column)}
            onChange={() => toggle(column)}
          />
        ))}
      </fieldset>
      <fieldset>
        <legend className={styles.legend}>Rows</legend>
        <RadioButtonGroup
          size="sm"
          aria-label="Density of the rows"
          options={DENSITIES}
          value={density}
          onChange={setDensity}
        />
      </fieldset>
    </div>
  );
  return (
    <Toggletip content={content} placement="bottom-end" closeButton={false}>
      <Button size="sm" variant="secondary" fill="text" icon="columns">
        Columns
      </Button>
    </Toggletip>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  options: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  legend: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary, margin: 0 }),
  column: css({ display: 'flex', padding: theme.spacing(0.25, 0) }),
});
