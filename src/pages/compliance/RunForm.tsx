import { locationService } from '@grafana/runtime';
import { Button, Field, Input, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { ask, type Run, type SavedQuery } from './api';
import { instants, usualPeriods } from './dates';
import { layout } from './layout';
import { newRunId } from './newRunId';
import { PeriodPicker } from './PeriodPicker';
import { Problem } from './Problem';
import { runUrl } from './urls';
import { useAction } from './useAction';

/** What a run is asked with: why, when, and the parameters of the query. Leads to the run. */
export function RunForm({ query, version }: { query: SavedQuery; version: number }) {
  const styles = useStyles2(layout);
  const [days, setDays] = useState(() => usualPeriods(Date.now())[0].days);
  const [purpose, setPurpose] = useState('');
  const [tenant, setTenant] = useState('');
  const [values, setValues] = useState<Record<string, string>>({});
  const run = useAction(async () => {
    const begun = await ask<Run>('/runs', {
      run: newRunId(),
      query: query.id,
      version,
      ...instants(days),
      tenant,
      purpose,
      parameters: parametersOf(query, values),
    });
    locationService.push(runUrl(begun.run));
  });
  return (
    <form
      aria-label="Run this query"
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        run.start();
      }}
    >
      <Field noMargin label="Purpose" htmlFor="run-purpose" description="Stands in the audit log and in the evidence">
        <Input
          id="run-purpose"
          required
          minLength={5}
          maxLength={500}
          value={purpose}
          placeholder="SOC 2 audit, quarterly access review"
          onChange={({ currentTarget }) => setPurpose(currentTarget.value)}
        />
      </Field>
      <PeriodPicker id="run" days={days} onChange={setDays} />
      <div className={styles.fields}>
        <Field noMargin label="Tenant" htmlFor="run-tenant" description="Empty for all">
          <Input id="run-tenant" value={tenant} onChange={({ currentTarget }) => setTenant(currentTarget.value)} />
        </Field>
        {Object.entries(query.parameters).map(([name, { type, default: value, min, max, meaning }]) => (
          <Field key={name} noMargin label={name} htmlFor={`run-${name}`} description={meaning}>
            <Input
              id={`run-${name}`}
              type={type === 'String' ? 'text' : 'number'}
              step={type === 'Float64' ? 'any' : 1}
              min={min}
              max={max}
              required={value === undefined}
              value={values[name] ?? String(value ?? '')}
              onChange={({ currentTarget }) => setValues({ ...values, [name]: currentTarget.value })}
            />
          </Field>
        ))}
      </div>
      <Problem title="It was not run" text={run.problem} />
      <div className={styles.row}>
        <Button type="submit" icon="play" disabled={run.busy}>
          {run.busy ? 'Beginning …' : 'Run'}
        </Button>
        <span className={styles.note}>
          At most {query.limits.days} days and {query.limits.rows.toLocaleString('en')} rows; more is an error, never
          cut off.
        </span>
      </div>
    </form>
  );
}

/** Only what differs from the defaults, as the query declares it. */
function parametersOf({ parameters }: SavedQuery, values: Record<string, string>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, parameters[name].type === 'String' ? value : Number(value)])
  );
}
