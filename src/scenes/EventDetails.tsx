import { css } from '@emotion/css';
import { dateTime, dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { type SceneObject } from '@grafana/scenes';
import {
  Alert,
  Button,
  ClipboardButton,
  Drawer,
  LinkButton,
  LoadingPlaceholder,
  Stack,
  Tab,
  TabsBar,
  useStyles2,
} from '@grafana/ui';
import { useEffect, useState } from 'react';

import { type AuditEvent, eventsFromFrame, parseEventId } from './auditEvents';
import { sentenceOf } from './sentence';
import { traceLink } from './trace/traceLinks';
import { addFilter, chosenDataSourceUid } from './variables';
import { auditEvent } from '../../queries/audit/audit';
import { ATTRIBUTE_PREFIX, RESOURCE_PREFIX } from '../../queries/fields';
import { type TableMapping } from '../../queries/tables';
import { queryOnce } from '../grafana/query';

interface EventDetailsProps {
  /** An object of the page, for its filters and data source. */
  model: SceneObject;
  tables: TableMapping;
  id: string;
  /** The event when the list has it; otherwise it is looked up by its id, so that a link works on any page state. */
  known?: AuditEvent;
  onClose: () => void;
}

/** Everything that is known of one event, in a drawer. */
export function EventDetails({ model, tables, id, known, onClose }: EventDetailsProps) {
  const found = useEvent(model, tables, id, known);
  return (
    <Drawer title={found.event ? titleOf(found.event) : 'Audit event'} onClose={onClose} size="md">
      {found.problem !== undefined && (
        <Alert severity="warning" title="This event cannot be shown">
          {found.problem}
        </Alert>
      )}
      {found.event === undefined && found.problem === undefined && <LoadingPlaceholder text="Looking for the event" />}
      {found.event && <Details model={model} event={found.event} />}
    </Drawer>
  );
}

interface Found {
  event?: AuditEvent;
  problem?: string;
}

function useEvent(model: SceneObject, tables: TableMapping, id: string, known: AuditEvent | undefined): Found {
  const [found, setFound] = useState<Found>({});
  const isLookedUp = known === undefined && parseEventId(id) !== undefined;
  useEffect(() => {
    const parts = parseEventId(id);
    if (!isLookedUp || !parts) {
      return undefined;
    }
    let current = true;
    const at = dateTime(Number(parts.nanoseconds / 1_000_000n));
    queryOnce(chosenDataSourceUid(model), auditEvent(tables, parts.nanoseconds, parts.hash), { from: at, to: at })
      .then((frame) => eventsFromFrame(frame)[0])
      .then((event) =>
        event ? { event } : { problem: 'No such event is stored: it may be older than the retention.' }
      )
      .catch((error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }))
      .then((result) => current && setFound(result));
    return () => {
      current = false;
    };
  }, [model, tables, id, isLookedUp]);
  if (known) {
    return { event: known };
  }
  return isLookedUp
    ? found
    : { problem: 'The link holds no event id. Open the event from the list and copy its link again.' };
}

const titleOf = (event: AuditEvent) => {
  const { subject, predicate } = sentenceOf(event);
  return `${subject} ${predicate}`;
};

type View = 'fields' | 'json';

function Details({ model, event }: { model: SceneObject; event: AuditEvent }) {
  const [view, setView] = useState<View>('fields');
  const styles = useStyles2(getStyles);
  return (
    <Stack direction="column" gap={2}>
      <Stack gap={1} wrap="wrap">
        <ClipboardButton size="sm" variant="secondary" icon="link" getText={() => linkTo(event)}>
          Copy link
        </ClipboardButton>
        <Button size="sm" variant="secondary" icon="user" onClick={() => addFilter(model, 'actor', '=', event.actor)}>
          Everything by this actor
        </Button>
        {event.target !== '' && (
          <Button
            size="sm"
            variant="secondary"
            icon="crosshair"
            onClick={() => addFilter(model, 'target', '=', event.target)}
          >
            Everything on this target
          </Button>
        )}
        {event.trace !== '' && (
          <Button
            size="sm"
            variant="secondary"
            icon="sitemap"
            onClick={() => addFilter(model, 'trace', '=', event.trace)}
          >
            Events of this trace
          </Button>
        )}
        {event.trace !== '' && (
          <LinkButton
            size="sm"
            variant="secondary"
            icon="gf-traces"
            href={traceLink(model, event.trace, { span: event.span })}
          >
            Open trace
          </LinkButton>
        )}
      </Stack>
      <TabsBar>
        <Tab label="Fields" active={view === 'fields'} onChangeTab={() => setView('fields')} />
        <Tab label="JSON" active={view === 'json'} onChangeTab={() => setView('json')} />
      </TabsBar>
      {view === 'fields' ? (
        <Fields model={model} event={event} />
      ) : (
        <pre className={styles.json} tabIndex={0} role="region" aria-label="Event as JSON">
          {JSON.stringify(event, null, 2)}
        </pre>
      )}
    </Stack>
  );
}

/** Address of the event on this page: it is found by its id, whatever the time range. */
function linkTo(event: AuditEvent): string {
  const { pathname, search } = locationService.getLocation();
  const query = new URLSearchParams(search);
  query.set('event', event.id);
  return new URL(`${pathname}?${query}`, document.baseURI).href;
}

interface Field {
  label: string;
  /** Key of the filter that this field can become. */
  key?: string;
  value: string;
}

function Fields({ model, event }: { model: SceneObject; event: AuditEvent }) {
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
              {key && (
                <>
                  <Button
                    size="sm"
                    fill="text"
                    variant="secondary"
                    icon="search-plus"
                    tooltip="Only with this value"
                    aria-label={`Include ${label}`}
                    onClick={() => addFilter(model, key, '=', value)}
                  />
                  <Button
                    size="sm"
                    fill="text"
                    variant="secondary"
                    icon="search-minus"
                    tooltip="Without this value"
                    aria-label={`Exclude ${label}`}
                    onClick={() => addFilter(model, key, '!=', value)}
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
  json: css({ margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
});
