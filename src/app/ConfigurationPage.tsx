import { css } from '@emotion/css';
import { type AppPluginMeta, type GrafanaTheme2, type PluginConfigPageProps } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import {
  Alert,
  Button,
  Combobox,
  Field,
  FieldSet,
  Icon,
  Input,
  SecretInput,
  Stack,
  Switch,
  useStyles2,
} from '@grafana/ui';
import { type FormEvent, useState } from 'react';

import { type Check, checkSettings } from './checkSettings';
import { DATA_SOURCE_TYPE } from './plugin';
import { type AppSettings, WITHOUT_GIROK_TABLES } from './settings';
import { DEFAULT_NAMES, type Layout, type TableMapping } from '../../queries/tables';
import { errorText } from '../grafana/errorText';
import { changeSettings } from '../grafana/pluginSettings';

type Props = PluginConfigPageProps<AppPluginMeta<AppSettings>>;

/** Where an Admin says which data source, which tables and which sidecar; "Test" says what is wrong with them. */
export default function ConfigurationPage({ plugin }: Props) {
  const { jsonData, secureJsonFields } = plugin.meta;
  const [settings, setSettings] = useState<AppSettings>(jsonData ?? {});
  const [secret, setSecret] = useState('');
  const [secretKept, setSecretKept] = useState(Boolean(secureJsonFields?.sidecarSecret));
  const [checks, setChecks] = useState<Check[]>();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ severity: 'success' | 'error'; text: string }>();

  const change = (part: Partial<AppSettings>) => setSettings({ ...settings, ...part });

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setOutcome(undefined);
    try {
      await changeSettings(
        // objectives are set on other pages, perhaps after this one was opened
        ({ slos }) => ({ ...settings, slos }),
        // a secret that was reset and not given again is cleared
        secretKept ? undefined : { sidecarSecret: secret }
      );
      setSecretKept(secretKept || secret !== '');
      setSecret('');
      setOutcome({ severity: 'success', text: 'Saved. Pages that are open use the new settings after a reload.' });
    } catch (error) {
      setOutcome({ severity: 'error', text: `Not saved: ${errorText(error)}` });
    } finally {
      setBusy(false);
    }
  };

  const test = async () => {
    setBusy(true);
    setChecks(await checkSettings(settings));
    setBusy(false);
  };

  const dataSources = getDataSourceSrv()
    .getList({ pluginId: DATA_SOURCE_TYPE })
    .map(({ name, uid }) => ({ label: name, value: uid }));

  return (
    <form onSubmit={save}>
      <FieldSet label="ClickHouse">
        <Field
          label="Data source"
          description="All queries go through it. Give it a ClickHouse user that may only read."
        >
          <Combobox
            id="girok-data-source"
            width={60}
            isClearable
            placeholder="The first ClickHouse data source"
            options={dataSources}
            value={settings.dataSourceUid || null}
            onChange={(option) => change({ dataSourceUid: option?.value ?? '' })}
          />
        </Field>
        <TableFields tables={settings.tables ?? {}} onChange={(tables) => change({ tables })} />
      </FieldSet>
      <FieldSet label="Sidecar">
        <Field label="URL" description="Where Grafana's server reaches the girok sidecar. Empty: it is not used.">
          <Input
            id="girok-sidecar-url"
            width={60}
            placeholder="http://girok:8686"
            value={settings.sidecarUrl ?? ''}
            onChange={(event) => change({ sidecarUrl: event.currentTarget.value.trim() })}
          />
        </Field>
        <Field label="Secret" description="The sidecar takes requests only with it. Kept encrypted by Grafana.">
          <SecretInput
            id="girok-sidecar-secret"
            width={60}
            isConfigured={secretKept}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            onReset={() => setSecretKept(false)}
          />
        </Field>
      </FieldSet>
      <FieldSet label="Telemetry of the pages">
        <Field
          label="Report page timings"
          description="How long each page took, to Grafana's own frontend telemetry, where its operator collects that. Nothing of what was looked at."
        >
          <Switch
            id="girok-report-timings"
            value={settings.reportTimings ?? false}
            onChange={(event) => change({ reportTimings: event.currentTarget.checked })}
          />
        </Field>
      </FieldSet>
      <Stack direction="column" gap={2} alignItems="flex-start">
        <Stack gap={1}>
          <Button type="submit" disabled={busy}>
            Save
          </Button>
          <Button type="button" variant="secondary" icon={busy ? 'spinner' : 'check'} disabled={busy} onClick={test}>
            Test
          </Button>
        </Stack>
        {outcome && <Alert severity={outcome.severity} title={outcome.text} />}
        {checks && <Checks checks={checks} />}
      </Stack>
    </form>
  );
}

const LAYOUT_OPTIONS: Array<{ value: Layout; label: string; description: string }> = [
  { value: 'girok', label: 'girok migrate', description: 'Everything works' },
  { value: 'exporter', label: 'OpenTelemetry exporter', description: "The Collector's ClickHouse exporter" },
  {
    value: 'exporter-classic',
    label: 'OpenTelemetry exporter, classic',
    description: 'The same, with a column TimestampTime in its log table',
  },
];

const TABLE_LABELS: Record<Exclude<keyof TableMapping, 'layout'>, string> = {
  database: 'Database',
  logs: 'Audit log table',
  traces: 'Trace table',
  metrics: 'Metric table',
};

function TableFields({
  tables,
  onChange,
}: {
  tables: Partial<TableMapping>;
  onChange: (tables: Partial<TableMapping>) => void;
}) {
  const layout = tables.layout ?? 'girok';
  return (
    <>
      <Field label="Tables made by" description={layout === 'girok' ? undefined : WITHOUT_GIROK_TABLES}>
        <Combobox
          id="girok-layout"
          width={60}
          options={LAYOUT_OPTIONS}
          value={layout}
          onChange={(option) => onChange({ ...tables, layout: option.value })}
        />
      </Field>
      {(Object.keys(TABLE_LABELS) as Array<keyof typeof TABLE_LABELS>).map((part) => (
        <Field
          key={part}
          label={TABLE_LABELS[part]}
          description={
            part === 'metrics' && layout !== 'girok' ? 'What the names of the five tables begin with.' : undefined
          }
        >
          <Input
            id={`girok-${part}`}
            width={60}
            placeholder={DEFAULT_NAMES[layout][part]}
            value={tables[part] ?? ''}
            onChange={(event) => onChange({ ...tables, [part]: event.currentTarget.value.trim() })}
          />
        </Field>
      ))}
    </>
  );
}

function Checks({ checks }: { checks: Check[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.checks} aria-label="Results of the test">
      {checks.map(({ name, ok, text }) => (
        <li key={name} className={styles.check}>
          <Icon
            name={ok ? 'check-circle' : 'exclamation-circle'}
            className={ok ? styles.ok : styles.wrong}
            title={ok ? 'OK' : 'Not OK'}
          />
          <span>
            <strong>{name}</strong>: {text}
          </span>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  checks: css({ listStyle: 'none', margin: 0 }),
  check: css({ display: 'flex', gap: theme.spacing(1), marginBottom: theme.spacing(1) }),
  ok: css({ color: theme.colors.success.text }),
  wrong: css({ color: theme.colors.error.text }),
});
