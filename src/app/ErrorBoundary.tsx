import { Alert, Button, ErrorBoundary as GrafanaErrorBoundary } from '@grafana/ui';
import { type ReactNode, useState } from 'react';

/** Shows what failed instead of an empty page, with a way to go on. */
export function ErrorBoundary({ children }: { children: ReactNode }) {
  const [attempt, setAttempt] = useState(0);
  return (
    <GrafanaErrorBoundary dependencies={[attempt]}>
      {({ error }) =>
        error ? (
          <Alert
            title="This page failed"
            action={
              <Button variant="secondary" onClick={() => setAttempt(attempt + 1)}>
                Try again
              </Button>
            }
          >
            {error.message}. If it fails again, reload the page; the browser&apos;s console has the details.
          </Alert>
        ) : (
          children
        )
      }
    </GrafanaErrorBoundary>
  );
}
