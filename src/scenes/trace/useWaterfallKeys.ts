import { type RefObject, useEffect } from 'react';

import { isBusy } from '../SearchVariable';

/** What a key does in the waterfall. */
export interface WaterfallKeys {
  move(by: number): void;
  /** To the first row or the last. */
  moveTo(end: 'first' | 'last'): void;
  /** Left: collapse, or go to the parent. Right: expand, or go to the first child. */
  collapse(): void;
  expand(): void;
  open(): void;
  zoom(factor: number): void;
  /** By a share of what is shown. */
  pan(by: number): void;
  showAll(): void;
  search(): void;
}

const PAGE = 20;

function actionOf({ key, shiftKey }: KeyboardEvent, keys: WaterfallKeys): (() => void) | undefined {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return () => keys.move(1);
    case 'k':
    case 'ArrowUp':
      return () => keys.move(-1);
    case 'PageDown':
      return () => keys.move(PAGE);
    case 'PageUp':
      return () => keys.move(-PAGE);
    case 'Home':
      return () => keys.moveTo('first');
    case 'End':
      return () => keys.moveTo('last');
    case 'ArrowLeft':
      return () => (shiftKey ? keys.pan(-0.25) : keys.collapse());
    case 'ArrowRight':
      return () => (shiftKey ? keys.pan(0.25) : keys.expand());
    case 'Enter':
      return keys.open;
    case '+':
      return () => keys.zoom(0.5);
    case '-':
      return () => keys.zoom(2);
    case '0':
      return keys.showAll;
    case '/':
      return keys.search;
    default:
      return undefined;
  }
}

/** Keys of the waterfall: while it has the focus, or nothing else has it. */
export function useWaterfallKeys(place: RefObject<HTMLElement | null>, keys: WaterfallKeys) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      const isOurs = target === document.body || (target instanceof Node && place.current?.contains(target));
      const isControl = target instanceof HTMLElement && target.closest('button, a') !== null;
      if (
        !isOurs ||
        isBusy(target) ||
        (isControl && event.key === 'Enter') ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      ) {
        return;
      }
      const action = actionOf(event, keys);
      if (action) {
        event.preventDefault();
        action();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
