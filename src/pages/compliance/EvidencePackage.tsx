import { Button, Field, Input, Modal, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { ask, download, type Framework, type ListedQuery, type Run } from './api';
import { instants, usualPeriods } from './dates';
import { layout } from './layout';
import { newRunId } from './newRunId';
import { PeriodPicker } from './PeriodPicker';
import { Problem } from './Problem';
import { StateBadge } from './StateBadge';
import { useAction } from './useAction';

interface Props {
  framework: Framework;
  control: Framework['controls'][number];
  queries: ListedQuery[];
  onDismiss: () => void;
}

/** Between two looks at a run. Milliseconds. */
const LOOK_MS = 500;

/** "My evidence for SOC 2 CC6.3, Q3": runs every query of the control, one after the other, and has one zip made of them. */
export function EvidencePackage({ framework, control, queries, onDismiss }: Props) {
  const styles = useStyles2(layout);
  const [days, setDays] = useState(() => usualPeriods(Date.now())[1].days);
  const [purpose, setPurpose] = useState('');
  const [states, setStates] = useState<Record<string, string>>({});
  const approved = queries.filter(({ state }) => state === 'approved');
  const make = useAction(async () => {
    const runs: string[] = [];
    const failed: string[] = [];
    for (const { id, version } of approved) {
      setStates((before) => ({ ...before, [id]: 'running' }));
      const outcome = await runToEnd({ query: id, version, ...instants(days), purpose }).catch(
        ({ message }: Error) => message
      );
      if (typeof outcome === 'string' || outcome.status !== 'done') {
        failed.push(`${id}: ${typeof outcome === 'string' ? outcome : outcome.problem}`);
        setStates((before) => ({ ...before, [id]: 'failed' }));
      } else {
        runs.push(outcome.run);
        setStates((before) => ({ ...before, [id]: 'done' }));
      }
    }
    if (runs.length > 0) {
      const file = `${framework.id}-${control.id}-${days.from}-${days.to}.zip`.replace(/[^\w.-]+/g, '-');
      await download('/package', { framework: framework.id, control: control.id, runs }, file);
    }
    if (failed.length > 0) {
      throw new Error(`Not in the package, which says so: ${failed.join(' ')}`);
    }
  });
  return (
    <Modal isOpen title={`Evidence for ${framework.title} ${control.id}`} onDismiss={onDismiss}>
      <form
        className={styles.stack}
        onSubmit={(event) => {
          event.preventDefault();
          make.start();
        }}
      >
        <p className={styles.text}>
          {control.meaning}. Every approved query of the control is run over the period and put into one signed zip.
        </p>
        <Field noMargin label="Purpose" htmlFor="package-purpose">
          <Input
            id="package-purpose"
            required
            minLength={5}
            value={purpose}
            placeholder="SOC 2 audit, third quarter"
            onChange={({ currentTarget }) => setPurpose(currentTarget.value)}
          />
        </Field>
        <PeriodPicker id="package" days={days} onChange={setDays} />
        <ul style={{ listStyle: 'none', margin: 0 }} aria-label="Queries of the package">
          {approved.map(({ id, title }) => (
            <li key={id} className={styles.row}>
              {title} {states[id] !== undefined && <StateBadge state={states[id]} />}
            </li>
          ))}
        </ul>
        <Problem title="Something is missing" text={make.problem} />
        <Modal.ButtonRow>
          <Button variant="secondary" onClick={onDismiss}>
            Close
          </Button>
          <Button type="submit" icon="download-alt" disabled={make.busy}>
            {make.busy ? 'Running …' : 'Run all and download'}
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}

/** Begins a run and waits for its end. */
async function runToEnd(asked: object): Promise<Run> {
  let run = await ask<Run>('/runs', { run: newRunId(), ...asked });
  while (run.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    run = await ask<Run>('/run', { run: run.run });
  }
  return run;
}
