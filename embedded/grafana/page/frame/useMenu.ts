import { useTheme2 } from '@grafana/ui';
import { useCallback, useEffect, useState } from 'react';

const KEY = 'girok.preview.menu';

export interface Menu {
  open: boolean;
  /** Beside the page (wide windows) or over it. */
  docked: boolean;
  setOpen(open: boolean): void;
}

/** The menu stands beside the page from Grafana's `xl` width on, and is remembered there; below it folds over the page. */
export function useMenu(): Menu {
  const { breakpoints } = useTheme2();
  const [docked, setDocked] = useState(() => wide(breakpoints.values.xl).matches);
  const [dockedOpen, setDockedOpen] = useState(() => window.localStorage.getItem(KEY) !== 'closed');
  const [overOpen, setOverOpen] = useState(false);

  useEffect(() => {
    const query = wide(breakpoints.values.xl);
    const onChange = () => {
      setDocked(query.matches);
      setOverOpen(false);
    };
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, [breakpoints.values.xl]);

  const setOpen = useCallback(
    (open: boolean) => {
      if (docked) {
        window.localStorage.setItem(KEY, open ? 'open' : 'closed');
        setDockedOpen(open);
      } else {
        setOverOpen(open);
      }
    },
    [docked]
  );
  return { open: docked ? dockedOpen : overOpen, docked, setOpen };
}

function wide(pixels: number): MediaQueryList {
  return window.matchMedia(`(min-width: ${pixels}px)`);
}
