import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, Input, LinkButton, Stack, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { spansLink } from './traceLinks';
import { type TraceView } from './TraceView';
import { ATTRIBUTE_PREFIX, RESOURCE_PREFIX } from '../../../queries/fields';
import { type SpanInFull } from '../../../queries/trace/spanInFull';
import { type Moment } from '../links';

interface Field {
  label: string;
  /** Key of the filter that this field can become. */
  key?: string;
  value: string;
}

interface SpanFieldsProps {
  model: TraceView;
  span: SpanInFull;
  part: 'attributes' | 'resource';
  moment: Moment;
}

/** Attributes of a span or of what it ran in: searched by key and value, each a way to the spans that share it. */
export function SpanFields({ model, span, part, moment }: SpanFieldsProps) {
  const [text, setText] = useState('');
  const styles = useStyles2(getStyles);
  const wanted = text.trim().toLowerCase();
  const all = fieldsOf(span, part);
  const fields = all.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(wanted));
  return (
    <Stack direction="column" gap={1}>
      <Input
        type="search"
        aria-label={`Search in the ${part === 'resource' ? 'resource' : 'attributes'}`}
        placeholder="Search keys and values"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <dl className={styles.fields}>
        {fields.map((field, i) => (
          <FieldRow key={`${field.label} ${i}`} model={model} field={field} moment={moment} />
        ))}
      </dl>
      {fields.length === 0 && (
        <p className={styles.label}>{all.length === 0 ? 'There are none.' : 'None of them contains this text.'}</p>
      )}
    </Stack>
  );
}

function FieldRow({ model, field: { label, key, value }, moment }: { model: TraceView; field: Field; moment: Moment }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.field}>
      <dt className={styles.label}>
        <bdi>{label}</bdi>
      </dt>
      <dd className={styles.value}>
        <bdi>{value}</bdi>
      </dd>
      <dd className={styles.actions}>
        {key && value !== '' && (
          <>
            <LinkButton
              size="sm"
              fill="text"
              variant="secondary"
              icon="search-plus"
              tooltip="Spans with this value"
              aria-label={`Include ${label}`}
              href={spansLink(model, key, '=', value, moment)}
            />
            <LinkButton
              size="sm"
              fill="text"
              variant="secondary"
              icon="search-minus"
              tooltip="Spans without this value"
              aria-label={`Exclude ${label}`}
              href={spansLink(model, key, '!=', value, moment)}
            />
          </>
        )}
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
  );
}

function fieldsOf(span: SpanInFull, part: 'attributes' | 'resource'): Field[] {
  const named = (prefix: string, list: SpanInFull['attributes']): Field[] =>
    [...list].sort(([a], [b]) => a.localeCompare(b)).map(([label, value]) => ({ label, key: prefix + label, value }));
  const fields =
    part === 'resource'
      ? [
          ...named(RESOURCE_PREFIX, span.resource.attributes),
          { label: 'Scope', key: 'scope', value: span.scope.name },
          { label: 'Scope version', value: span.scope.version },
          ...named('', span.scope.attributes).map(({ label, value }) => ({ label: `Scope: ${label}`, value })),
          { label: 'Schema', value: span.resource.schemaUrl },
          { label: 'Schema of the scope', value: span.scope.schemaUrl },
        ]
      : [
          { label: 'Service', key: 'service', value: span.service },
          { label: 'Operation', key: 'name', value: span.name },
          { label: 'Kind', key: 'kind', value: span.kind },
          { label: 'Status', key: 'status', value: span.status },
          ...named(ATTRIBUTE_PREFIX, span.attributes),
          { label: 'Trace state', value: span.traceState },
        ];
  // an attribute that was sent empty is shown; what is not there at all is not
  return fields.filter(
    ({ key, value }) => value !== '' || key?.startsWith(ATTRIBUTE_PREFIX) || key?.startsWith(RESOURCE_PREFIX)
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({ margin: 0 }),
  field: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(120px, 30%) 1fr auto',
    gap: theme.spacing(1),
    alignItems: 'center',
    minHeight: 32,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  label: css({ color: theme.colors.text.secondary, fontWeight: 'normal', overflowWrap: 'anywhere', margin: 0 }),
  value: css({ margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', maxHeight: 160, overflow: 'auto' }),
  actions: css({ margin: 0, display: 'flex' }),
});
