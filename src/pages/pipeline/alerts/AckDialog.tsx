import { css } from '@emotion/css';
import { dateTime, type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Field, Input, Modal, RadioButtonGroup, Stack, TextArea, useStyles2 } from '@grafana/ui';
import { type FormEvent, useState } from 'react';

import { type BoardAlert } from '../../../../queries/alerts/acknowledgement/alertBoard';
import { endChoices, latestEnd, refusalOf } from '../../../../queries/alerts/acknowledgement/endTime';
import { ACKNOWLEDGEMENT } from '../../../../queries/alerts/acknowledgement/limits';
import { type AckWish, type Outcome } from '../../../scenes/alerts/acknowledge';
import { identityText, number } from '../../../scenes/alerts/alertWords';

interface AckDialogProps {
  alert: BoardAlert;
  /** `extend` moves the end of the acknowledgement that there is. */
  mode: 'acknowledge' | 'extend';
  onWish: (wish: AckWish) => Promise<Outcome>;
  onClose: () => void;
}

const INPUT_FORMAT = 'YYYY-MM-DDTHH:mm';
const CUSTOM = 'custom';

/** What exactly is held back, until when, why, and what will open it again. Stays open when it was refused, and says why. */
export function AckDialog({ alert, mode, onWish, onClose }: AckDialogProps) {
  const [opened] = useState(() => Date.now());
  const [choices] = useState(() => endChoices(opened));
  const [choice, setChoice] = useState(choices[0].label);
  const [custom, setCustom] = useState(dateTime(choices[1].until).format(INPUT_FORMAT));
  const [ofRule, setOfRule] = useState(false);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const styles = useStyles2(getStyles);
  const isExtending = mode === 'extend';
  const verb = isExtending ? 'Extend' : 'Acknowledge';

  async function submit(event: FormEvent) {
    event.preventDefault();
    const now = Date.now();
    const picked = choices.find(({ label }) => label === choice);
    // "30 min" is counted from the click, not from the opening of the dialog
    const until = picked
      ? picked === choices.at(-1)
        ? picked.until
        : picked.until + now - opened
      : Date.parse(custom);
    const refusal = refusalOf({ until, note, now });
    setProblem(refusal);
    if (refusal === '') {
      setBusy(true);
      const { done, message } = await onWish({ until, note: note.trim(), ofRule });
      setBusy(false);
      setProblem(done ? '' : message);
    }
  }

  return (
    <Modal isOpen title={`${verb}: ${alert.title}`} onDismiss={onClose}>
      <form noValidate onSubmit={submit} aria-label={`${verb}: ${alert.title}`}>
        <Stack direction="column" gap={2}>
          <p className={styles.what}>{alert.summary || identityText(alert.identity)}</p>
          {!isExtending && Object.keys(alert.identity).length > 0 && (
            <Field label="What is held back" noMargin>
              <RadioButtonGroup
                aria-label="What is held back"
                options={[
                  { label: 'This alert only', value: false },
                  { label: 'All alerts of the rule', value: true },
                ]}
                value={ofRule}
                onChange={setOfRule}
              />
            </Field>
          )}
          <Field label={isExtending ? 'New end' : 'Until'} noMargin>
            <RadioButtonGroup
              aria-label={isExtending ? 'New end' : 'Until'}
              options={[...choices.map(({ label }) => label), CUSTOM].map((label) => ({
                label: label === CUSTOM ? 'Another time' : label,
                value: label,
              }))}
              value={choice}
              onChange={setChoice}
            />
          </Field>
          {choice === CUSTOM && (
            <Field label={`Another time, at most ${ACKNOWLEDGEMENT.longestHours} h ahead`} noMargin>
              <Input
                id="girok-ack-until"
                type="datetime-local"
                value={custom}
                min={dateTime(opened).format(INPUT_FORMAT)}
                max={dateTime(latestEnd(opened)).format(INPUT_FORMAT)}
                onChange={({ currentTarget }) => setCustom(currentTarget.value)}
              />
            </Field>
          )}
          <Field
            label="Note"
            description={`Everybody can read it. Needed beyond ${ACKNOWLEDGEMENT.noteBeyondHours} h.`}
            noMargin
          >
            <TextArea
              id="girok-ack-note"
              rows={2}
              maxLength={ACKNOWLEDGEMENT.longestNote}
              value={note}
              onChange={({ currentTarget }) => setNote(currentTarget.value)}
            />
          </Field>
          <ul className={styles.terms} aria-label="What that means">
            <li>
              No notification for{' '}
              {ofRule ? 'any alert of this rule, also one that is yet to come' : identityText(alert.identity)}.
            </li>
            <li>At the end it notifies again if it still fires{repeats(alert.repeats)}.</li>
            <li>{opensAgain(alert, ofRule)}</li>
          </ul>
          {problem !== '' && (
            <Alert severity="error" title={`Not ${isExtending ? 'extended' : 'acknowledged'}`}>
              {problem}
            </Alert>
          )}
          <Modal.ButtonRow>
            <Button variant="secondary" onClick={onClose} type="button">
              Cancel
            </Button>
            <Button type="submit" disabled={busy} icon={busy ? 'spinner' : undefined}>
              {verb}
            </Button>
          </Modal.ButtonRow>
        </Stack>
      </form>
    </Modal>
  );
}

const repeats = (interval: string) =>
  interval === '' ? ', when the notification policy repeats' : `: Grafana repeats every ${interval}`;

function opensAgain({ value }: BoardAlert, ofRule: boolean): string {
  if (ofRule) {
    return 'It holds until its end, whatever the alerts do.';
  }
  const worse =
    value !== null && value > 0
      ? `, or when its value, ${number(value)} now, is above ${number(value * ACKNOWLEDGEMENT.worseFactor)}`
      : '';
  return `It opens again by itself when it was well and fires anew${worse}, and ends when it has been well for ${ACKNOWLEDGEMENT.wellMinutes} min.`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  what: css({ margin: 0, overflowWrap: 'anywhere' }),
  terms: css({
    margin: theme.spacing(0, 0, 0, 2),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
});
