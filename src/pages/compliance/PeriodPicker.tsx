import { Button, Field, Input, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { type Days, usualPeriods } from './dates';
import { layout } from './layout';

/** Days of UTC: usual periods by their names, or two dates. The last day is not part of it. */
export function PeriodPicker({ id, days, onChange }: { id: string; days: Days; onChange: (days: Days) => void }) {
  const styles = useStyles2(layout);
  const [usualOnes] = useState(() => usualPeriods(Date.now()));
  return (
    <div className={styles.stack} style={{ gap: 8 }}>
      <div className={styles.row} role="group" aria-label="Usual periods">
        {usualOnes.map(({ label, days: usual }) => (
          <Button
            key={label}
            size="sm"
            variant={usual.from === days.from && usual.to === days.to ? 'primary' : 'secondary'}
            fill="outline"
            onClick={() => onChange(usual)}
          >
            {label}
          </Button>
        ))}
      </div>
      <div className={styles.fields}>
        <Field noMargin label="From (UTC)" htmlFor={`${id}-from`}>
          <Input
            id={`${id}-from`}
            type="date"
            value={days.from}
            onChange={({ currentTarget }) => onChange({ ...days, from: currentTarget.value })}
          />
        </Field>
        <Field noMargin label="To, not included" htmlFor={`${id}-to`}>
          <Input
            id={`${id}-to`}
            type="date"
            value={days.to}
            onChange={({ currentTarget }) => onChange({ ...days, to: currentTarget.value })}
          />
        </Field>
      </div>
    </div>
  );
}
