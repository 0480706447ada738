import { Alert, Button, Field, Input, Modal, RadioButtonGroup, Stack } from '@grafana/ui';
import { type FormEvent, useState } from 'react';

import { type Objectives } from './Objectives';
import { refusalText, RIGHT_TO_CONFIGURE } from './rights';
import { problemOf, type Slo, SLO_DAYS } from '../../../../queries/slo/objective';
import { serviceTitle } from '../../../scenes/services/service';
import { shortened } from '../../../scenes/shortened';

interface ObjectiveDialogProps {
  service: string;
  objectives: Objectives;
  onClose: () => void;
}

const numberOrNone = (text: string) => (text.trim() === '' ? undefined : Number(text.replace(',', '.')));
const textOf = (value?: number) => (value === undefined ? '' : String(value));

/** What the service promises. Stays open when it cannot be kept, and says why. */
export function ObjectiveDialog({ service, objectives, onClose }: ObjectiveDialogProps) {
  const before = objectives.of(service);
  const [days, setDays] = useState(before?.days ?? 30);
  const [availability, setAvailability] = useState(textOf(before ? before.availability : 99.9));
  const [percent, setPercent] = useState(textOf(before?.latency?.percent));
  const [ms, setMs] = useState(textOf(before?.latency?.ms));
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const title = `Objective of ${shortened(serviceTitle(service))}`;

  async function attempt(deed: () => Promise<void>) {
    setBusy(true);
    try {
      await deed();
      onClose();
    } catch (error) {
      setProblem(refusalText(error, RIGHT_TO_CONFIGURE));
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const isLatency = percent.trim() !== '' || ms.trim() !== '';
    const slo: Slo = {
      service,
      days,
      availability: numberOrNone(availability),
      latency: isLatency ? { percent: Number(numberOrNone(percent)), ms: Number(numberOrNone(ms)) } : undefined,
    };
    const refusal = problemOf(slo);
    setProblem(refusal);
    if (refusal === '') {
      void attempt(() => objectives.save(slo));
    }
  }

  return (
    <Modal isOpen title={title} onDismiss={onClose}>
      <form noValidate onSubmit={submit} aria-label={title}>
        <Stack direction="column" gap={2}>
          <Field label="Window" description="Ends where the time range of the page ends." noMargin>
            <RadioButtonGroup
              aria-label="Window"
              options={SLO_DAYS.map((value) => ({ label: `${value} days`, value: value as number }))}
              value={days}
              onChange={setDays}
            />
          </Field>
          <Field label="Requests that must succeed, percent" description="Empty: not promised." noMargin>
            <Input
              id="girok-slo-availability"
              inputMode="decimal"
              placeholder="99.9"
              value={availability}
              onChange={({ currentTarget }) => setAvailability(currentTarget.value)}
            />
          </Field>
          <Field label="Requests that must be fast, percent" description="Empty: not promised." noMargin>
            <Input
              id="girok-slo-fast"
              inputMode="decimal"
              placeholder="95"
              value={percent}
              onChange={({ currentTarget }) => setPercent(currentTarget.value)}
            />
          </Field>
          <Field label="Fast is within, ms" noMargin>
            <Input
              id="girok-slo-ms"
              inputMode="decimal"
              placeholder="300"
              value={ms}
              onChange={({ currentTarget }) => setMs(currentTarget.value)}
            />
          </Field>
          {problem !== '' && (
            <Alert severity="error" title="Not kept">
              {problem}
            </Alert>
          )}
          <Modal.ButtonRow>
            {before && (
              <Button
                variant="destructive"
                fill="text"
                type="button"
                disabled={busy}
                onClick={() => void attempt(() => objectives.remove(service))}
              >
                Remove objective
              </Button>
            )}
            <Button variant="secondary" type="button" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={busy} icon={busy ? 'spinner' : undefined}>
              Keep
            </Button>
          </Modal.ButtonRow>
        </Stack>
      </form>
    </Modal>
  );
}
