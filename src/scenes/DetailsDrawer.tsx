import { Drawer } from '@grafana/ui';
import { type ReactNode, useEffect } from 'react';

interface DetailsDrawerProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A drawer beside a list. Escape closes it at the first press: else that would close the tooltip of its focused button. */
export function DetailsDrawer({ title, onClose, children }: DetailsDrawerProps) {
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && onClose();
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, [onClose]);
  return (
    <Drawer title={title} onClose={onClose} size="md">
      {children}
    </Drawer>
  );
}
