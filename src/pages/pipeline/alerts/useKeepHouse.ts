import { useEffect, useRef } from 'react';

import { type AlertBoard, outlived } from '../../../../queries/alerts/acknowledgement/alertBoard';
import { type AckPlace, unacknowledge } from '../../../scenes/alerts/acknowledge';
import { reopenedText } from '../../../scenes/alerts/alertWords';
import { type Effects } from '../../../scenes/alerts/effects';

/** Acknowledgements that do not hold any longer, and why. */
function overdue(board: AlertBoard, now: number): Array<AckPlace & { note: string }> {
  const reopened = board.firing.flatMap(({ title, folder, acknowledgements, reopened }) =>
    reopened === undefined
      ? []
      : acknowledgements.map((acknowledgement) => ({
          acknowledgement,
          ruleTitle: title,
          folder,
          note: reopenedText(reopened, now),
        }))
  );
  const well = outlived(board).map((acknowledgement) => ({
    acknowledgement,
    ruleTitle: acknowledgement.title,
    folder: '',
    note: 'Its alert is well',
  }));
  return [...reopened, ...well].filter(({ acknowledgement }) => acknowledgement.silence.mayWrite === true);
}

/**
 * Ends what does not hold any longer, so that the alert notifies again: Grafana's silences end by their time alone. Done
 * where somebody looks who may; each is tried once.
 */
export function useKeepHouse(board: AlertBoard | undefined, effects: Effects, onDone: () => void): void {
  const tried = useRef(new Set<string>());
  useEffect(() => {
    const due = (board ? overdue(board, effects.now()) : []).filter(
      ({ acknowledgement }) => !tried.current.has(acknowledgement.silence.id)
    );
    if (due.length === 0) {
      return;
    }
    due.forEach(({ acknowledgement }) => tried.current.add(acknowledgement.silence.id));
    void (async () => {
      for (const { note, ...place } of due) {
        await unacknowledge([place], { action: 'end', note }, effects);
      }
      onDone();
    })();
  }, [board, effects, onDone]);
}
