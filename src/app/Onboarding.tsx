import { PluginPage } from '@grafana/runtime';
import { EmptyState, LinkButton, Stack, Text } from '@grafana/ui';

import { DATA_SOURCE_TYPE } from './plugin';

/** What a person sees before Grafana has a ClickHouse data source. */
export function Onboarding() {
  return (
    <PluginPage>
      <EmptyState
        variant="call-to-action"
        message="Girok needs a ClickHouse data source"
        button={
          <LinkButton icon="plus" href={`/connections/datasources/${DATA_SOURCE_TYPE}`}>
            Add a ClickHouse data source
          </LinkButton>
        }
      >
        <Stack direction="column" alignItems="center" gap={1}>
          <Text color="secondary">
            Telemetry is read through Grafana&apos;s ClickHouse data source; this Grafana has none that you may use.
          </Text>
          <Text color="secondary">
            Add one with the user that may only read, run <code>girok migrate up</code> against the same server, then
            choose it under Configuration.
          </Text>
        </Stack>
      </EmptyState>
    </PluginPage>
  );
}
