import { Alert } from '@grafana/ui';

/** Why something could not be read or done, in the words of the sidecar. */
export function Problem({ title, text }: { title: string; text?: string }) {
  return text === undefined ? null : (
    <Alert severity="error" title={title}>
      {text}
    </Alert>
  );
}
