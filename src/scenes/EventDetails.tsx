import { locationService } from '@grafana/runtime';
import { type SceneObject } from '@grafana/scenes';
import { Alert, Button, ClipboardButton, LinkButton, LoadingPlaceholder, Stack, Tab, TabsBar } from '@grafana/ui';
import { useMemo, useState } from 'react';

import { type AuditEvent, eventsFromFrame, parseEventId } from './auditEvents';
import { changesOf } from './changes';
import { DetailsDrawer } from './DetailsDrawer';
import { EventChanges } from './EventChanges';
import { EventFields } from './EventFields';
import { EventNeighbours } from './EventNeighbours';
import { JsonTree } from './JsonTree';
import { sentenceOf } from './sentence';
import { traceLink } from './trace/traceLinks';
import { useQueryOnce } from './useQueryOnce';
import { addFilter } from './variables';
import { auditEvent } from '../../queries/audit/audit';
import { type TableMapping } from '../../queries/tables';

interface EventDetailsProps {
  /** An object of the page, for its filters and data source. */
  model: SceneObject;
  tables: TableMapping;
  id: string;
  /** The event when the list has it; otherwise it is looked up by its id, so that a link works on any page state. */
  known?: AuditEvent;
  /** Opens another event. */
  onOpen: (id: string) => void;
  onClose: () => void;
}

/** Everything that is known of one event, in a drawer. */
export function EventDetails({ model, tables, id, known, onOpen, onClose }: EventDetailsProps) {
  const found = useEvent(model, tables, id, known);
  return (
    <DetailsDrawer title={found.event ? titleOf(found.event) : 'Audit event'} onClose={onClose}>
      {found.problem !== undefined && (
        <Alert severity="warning" title="This event cannot be shown">
          {found.problem}
        </Alert>
      )}
      {found.event === undefined && found.problem === undefined && <LoadingPlaceholder text="Looking for the event" />}
      {found.event && <Details key={id} model={model} tables={tables} event={found.event} onOpen={onOpen} />}
    </DetailsDrawer>
  );
}

interface Found {
  event?: AuditEvent;
  problem?: string;
}

function useEvent(model: SceneObject, tables: TableMapping, id: string, known: AuditEvent | undefined): Found {
  const isKnown = known !== undefined;
  const question = useMemo(() => {
    const parts = parseEventId(id);
    return isKnown || !parts ? undefined : { sql: auditEvent(tables, parts.nanoseconds, parts.hash) };
  }, [tables, id, isKnown]);
  const { frame, problem } = useQueryOnce(model, question);
  const event = useMemo(() => known ?? (frame && eventsFromFrame(frame)[0]), [known, frame]);
  if (event) {
    return { event };
  }
  if (!question) {
    return { problem: 'The link holds no event id. Open the event from the list and copy its link again.' };
  }
  return { problem: frame ? 'No such event is stored: it may be older than the retention.' : problem };
}

const titleOf = (event: AuditEvent) => {
  const { subject, predicate } = sentenceOf(event);
  return `${subject} ${predicate}`;
};

const VIEWS = [
  { key: 'fields', label: 'Fields' },
  { key: 'json', label: 'JSON' },
  { key: 'neighbours', label: 'Neighbours' },
] as const;
type View = (typeof VIEWS)[number]['key'];

type DetailsProps = Pick<EventDetailsProps, 'model' | 'tables' | 'onOpen'> & { event: AuditEvent };

function Details({ model, tables, event, onOpen }: DetailsProps) {
  const [view, setView] = useState<View>('fields');
  const narrow = (key: string, value: string) => () => addFilter(model, key, '=', value);
  return (
    <Stack direction="column" gap={2}>
      <Stack gap={1} wrap="wrap">
        <ClipboardButton size="sm" variant="secondary" icon="link" getText={() => linkTo(event)}>
          Copy link
        </ClipboardButton>
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => JSON.stringify(event, null, 2)}>
          Copy JSON
        </ClipboardButton>
        <Button size="sm" variant="secondary" icon="user" onClick={narrow('actor', event.actor)}>
          Everything by this actor
        </Button>
        {event.target !== '' && (
          <Button size="sm" variant="secondary" icon="crosshair" onClick={narrow('target', event.target)}>
            Everything on this target
          </Button>
        )}
        {event.trace !== '' && (
          <>
            <LinkButton
              size="sm"
              variant="secondary"
              icon="gf-traces"
              href={traceLink(model, event.trace, { span: event.span })}
            >
              Open trace
            </LinkButton>
            <Button size="sm" variant="secondary" icon="link" onClick={narrow('trace', event.trace)}>
              Events of this trace
            </Button>
          </>
        )}
      </Stack>
      <TabsBar>
        {VIEWS.map(({ key, label }) => (
          <Tab key={key} label={label} active={view === key} onChangeTab={() => setView(key)} />
        ))}
      </TabsBar>
      {view === 'fields' && (
        <>
          <EventChanges sets={changesOf(event.attributes)} />
          <EventFields model={model} event={event} />
        </>
      )}
      {view === 'json' && <JsonTree value={event} label="Event as JSON" />}
      {view === 'neighbours' && <EventNeighbours model={model} tables={tables} event={event} onOpen={onOpen} />}
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
