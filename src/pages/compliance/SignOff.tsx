import { Button, Field, Input, Text, TextArea, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { ask, type Review, type Run } from './api';
import { utcTime } from './dates';
import { layout } from './layout';
import { Problem } from './Problem';
import { useAction } from './useAction';
import { useAsked } from './useAsked';

/** "Reviewed, 2 exceptions, ticket 123": signs the result of a run off, or says who did. */
export function SignOff({ run }: { run: Run }) {
  const styles = useStyles2(layout);
  const reviews = useAsked<{ reviews: Review[] }>('/reviews');
  const [exceptions, setExceptions] = useState('0');
  const [notes, setNotes] = useState('');
  const sign = useAction(async () => {
    await ask('/reviews/sign-off', {
      run: run.run,
      resultSha256: run.resultSha256,
      exceptions: Number(exceptions),
      notes,
    });
    reviews.again();
  });
  const signed = reviews.answer?.reviews.find((one) => one.run === run.run && one.reviewedAt !== null);
  return (
    <section className={styles.box} aria-label="Review">
      <Text element="h2" variant="h5">
        Review
      </Text>
      {signed ? (
        <p className={styles.text}>
          Signed off by {signed.reviewedBy}, {utcTime(signed.reviewedAt ?? 0)}, {signed.exceptions} exception
          {signed.exceptions === 1 ? '' : 's'}: {signed.notes}
        </p>
      ) : (
        <form
          className={styles.stack}
          onSubmit={(event) => {
            event.preventDefault();
            sign.start();
          }}
        >
          <div className={styles.fields}>
            <Field noMargin label="Exceptions" htmlFor="review-exceptions">
              <Input
                id="review-exceptions"
                type="number"
                min={0}
                required
                value={exceptions}
                onChange={({ currentTarget }) => setExceptions(currentTarget.value)}
              />
            </Field>
            <Field noMargin label="What was found and done" htmlFor="review-notes">
              <TextArea
                id="review-notes"
                required
                minLength={3}
                rows={2}
                value={notes}
                placeholder="reviewed, 2 exceptions, ticket 123"
                onChange={({ currentTarget }) => setNotes(currentTarget.value)}
              />
            </Field>
          </div>
          <div className={styles.row}>
            <Button type="submit" variant="secondary" icon="check" disabled={sign.busy}>
              Sign off
            </Button>
            <span className={styles.note}>With your name and the hash of this result; it cannot be taken back.</span>
          </div>
          <Problem title="It was not signed off" text={sign.problem} />
        </form>
      )}
    </section>
  );
}
