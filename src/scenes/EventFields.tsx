import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { ClipboardButton, Stack, useStyles2 } from '@grafana/ui';

import { type AuditEvent } from './auditEvents';
import { ValueActions } from './ValueActions';
import { ATTRIBUTE_PREFIX, RESOURCE_PREFIX } from '../../queries/fields';

interface Field {
  label: string;
  /** Key of the filter that this field can become. */
  key?: string;
  value: string;
}

/** All fields of an event, each with include, exclude and copy. */
export function EventFields({ model, event }: { model: SceneObject; event: AuditEvent }) {
  const groups: Array<[string, Field[]]> = [
    ['Event', fieldsOf(event)],
    ['Attributes', mapFields(event.attributes, ATTRIBUTE_PREFIX)],
    ['Resource', mapFields(event.resource, RESOURCE_PREFIX)],
  ];
  return (
    <Stack direction="column" gap={2}>
      {groups.map(
        ([title, fields]) => fields.length > 0 && <FieldGroup key={title} title={title} fields={fields} model={model} />
      )}
    </Stack>
  );
}

const mapFields = (map: Record<string, string>, prefix: string): Field[] =>
  Object.entries(map)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([label, value]) => ({ label, key: prefix + label, value }));

const TIME_FORMAT = 'YYYY-MM-DD HH:mm:ss.SSS';

function fieldsOf(event: AuditEvent): Field[] {
  const fields: Field[] = [
    { label: 'Time', value: dateTimeFormat(event.time, { format: TIME_FORMAT }) },
    { label: 'Actor', key: 'actor', value: event.actor },
    { label: 'Actor type', key: 'actor_type', value: event.actorType },
    { label: 'Action', key: 'action', value: event.action },
    { label: 'Target', key: 'target', value: event.target },
    { label: 'Target type', key: 'target_type', value: event.targetType },
    { label: 'Outcome', key: 'outcome', value: event.outcome },
    { label: 'Source address', key: 'source', value: event.source },
    { label: 'Tenant', key: 'tenant', value: event.tenant },
    { label: 'Service', key: 'service', value: event.service },
    { label: 'Event name', key: 'event', value: event.event },
    { label: 'Severity', key: 'severity', value: event.severity },
    { label: 'Message', value: event.body },
    { label: 'Trace', key: 'trace', value: event.trace },
    { label: 'Span', key: 'span', value: event.span },
    { label: 'Record', key: 'record', value: event.record },
    {
      label: 'Stored',
      value: event.ingested === undefined ? '' : dateTimeFormat(event.ingested, { format: TIME_FORMAT }),
    },
    { label: 'Time as sent (ns), not usable', value: event.clampedFrom ?? '' },
  ];
  return fields.filter(({ value }) => value !== '');
}

function FieldGroup({ title, fields, model }: { title: string; fields: Field[]; model: SceneObject }) {
  const styles = useStyles2(getStyles);
  return (
    <section aria-label={title}>
      <h2 className={styles.heading}>{title}</h2>
      <dl className={styles.fields}>
        {fields.map(({ label, key, value }) => (
          <div key={key ?? label} className={styles.field}>
            <dt className={styles.label}>
              <bdi>{label}</bdi>
            </dt>
            <dd className={styles.value}>
              <bdi>{value}</bdi>
            </dd>
            <dd className={styles.actions}>
              {key && <ValueActions model={model} field={key} value={value} name={label} />}
              <ClipboardButton
                size="sm"
                fill="text"
                variant="secondary"
                icon="copy"
                aria-label={`Copy ${label}`}
                getText={() => value}
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({ fontSize: theme.typography.h5.fontSize, margin: theme.spacing(0, 0, 1) }),
  fields: css({ margin: 0 }),
  field: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(120px, 30%) 1fr auto',
    gap: theme.spacing(1),
    alignItems: 'center',
    minHeight: 32,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  label: css({ color: theme.colors.text.secondary, fontWeight: 'normal', overflowWrap: 'anywhere' }),
  value: css({ margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', maxHeight: 160, overflow: 'auto' }),
  actions: css({ margin: 0, display: 'flex' }),
});
