import { useEffect } from 'react';

import { isBusy } from './SearchVariable';

interface RowKeys {
  /** Whether the keys are for the list now, and not for what lies over it. */
  isListening: () => boolean;
  /** To the next row (1) or the one before (-1). */
  move: (by: 1 | -1) => void;
  /** Opens the row that the keyboard is on. */
  open: () => void;
}

/** `j` and `k` move, Enter opens; not while somebody types. @param keys kept by the caller in a `useMemo` */
export function useRowKeys(keys: RowKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!keys.isListening() || isBusy(event.target) || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      if (event.key === 'j' || event.key === 'k') {
        keys.move(event.key === 'j' ? 1 : -1);
      } else if (
        event.key === 'Enter' &&
        !(event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement)
      ) {
        keys.open();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [keys]);
}

/** The place `by` rows on, within the list; from nowhere (-1) one comes to the first. */
export const movedBy = (at: number, by: 1 | -1, rows: number) => Math.min(Math.max(at + by, 0), rows - 1);
