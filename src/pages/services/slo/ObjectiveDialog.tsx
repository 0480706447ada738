import { Alert, Button, Field, Input, Modal, RadioButtonGroup, Stack } from '@grafana/ui';
import { type FormEvent, useState } from 'react';

import { type Objectives } from './Objectives';
import { RIGHT_TO_CONFIGURE } from './rights';
import { useAttempt } from './useAttempt';
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
  const { busy, problem, setProblem, attempt } = useAttempt(RIGHT_TO_CONFIGURE, onClose);
  const title = `Objective of ${shortened(serviceTitle(service))}`;

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
          <NumberField
            id="girok-slo-availability"
            label="Requests that must succeed, percent"
            description="Empty: not promised."
            placeholder="99.9"
            value={availability}
            onChange={setAvailability}
          />
          <NumberField
            id="girok-slo-fast"
            label="Requests that must be fast, percent"
            description="Empty: not promised."
            placeholder="95"
            value={percent}
            onChange={setPercent}
          />
          <NumberField id="girok-slo-ms" label="Fast is within, ms" placeholder="300" value={ms} onChange={setMs} />
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

interface NumberFieldProps {
  id: string;
  label: string;
  description?: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
}

/** A number as people type it, which the dialog reads when it is kept. */
function NumberField({ id, label, description, placeholder, value, onChange }: NumberFieldProps) {
  return (
    <Field label={label} description={description} noMargin>
      <Input
        id={id}
        inputMode="decimal"
        placeholder={placeholder}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </Field>
  );
}
