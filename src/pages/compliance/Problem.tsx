import { Alert } from '@grafana/ui';

interface Props {
  title: string;
  text?: string;
  /** Whoever looks may not: nothing is broken. */
  refused?: boolean;
}

/** Why something could not be read or done, in the words of the sidecar. */
export function Problem({ title, text, refused = false }: Props) {
  return text === undefined ? null : (
    <Alert severity={refused ? 'info' : 'error'} title={refused ? 'This is not for your role' : title}>
      {text}
    </Alert>
  );
}
