import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { EmptyState, LinkButton } from '@grafana/ui';
import { useMemo } from 'react';

import { auditEvents } from '../../../../queries/audit/audit';
import { type ServiceScope } from '../../../../queries/services/services';
import { pageUrl } from '../../../app/plugin';
import { useAnswer as useFrames } from '../../../scenes/answer';
import { eventsFromFrame } from '../../../scenes/auditEvents';
import { EventLines } from '../../../scenes/EventLines';
import { linkWithContext } from '../../../scenes/links';
import { runner } from '../../../scenes/query';
import { ShowSql } from '../../../scenes/ShowSql';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';
import { auditLink } from '../../../scenes/trace/traceLinks';
import { plural } from '../../../scenes/words';
import { serviceOf } from '../ServiceVariable';

const LIMIT = 200;

interface ServiceEventsState extends SceneObjectState {
  sql: ShowSql;
}

/** The newest log records and audit events of the service; the Audit logs page has all of them, with everything that one can do with them. */
export class ServiceEvents extends SceneObjectBase<ServiceEventsState> {
  constructor(scope: ServiceScope) {
    super({
      sql: new ShowSql({ title: 'Logs and audit events' }),
      $data: runner([{ refId: 'events', sql: auditEvents(scope, LIMIT), as: 'table' }]),
    });
  }

  static Component = ServiceEventsView;
}

function ServiceEventsView({ model }: SceneComponentProps<ServiceEvents>) {
  const { sql } = model.useState();
  const { service } = serviceOf(model).useState();
  const { frames } = useFrames(model);
  const answer = useAnswer(model);
  const events = useMemo(() => eventsFromFrame(frames[0]), [frames]);
  return (
    <TabFrame
      model={model}
      name="Logs and audit events"
      what="events"
      answer={answer}
      sql={sql}
      note={events.length >= LIMIT ? `The newest ${LIMIT} events` : plural(events.length, 'event')}
      controls={
        <LinkButton
          size="sm"
          variant="secondary"
          href={linkWithContext(model, pageUrl('audit'), [{ key: 'service', value: service }])}
        >
          All in Audit logs
        </LinkButton>
      }
      empty={
        <EmptyState variant="not-found" message="No events">
          The service sent no log records in this time range.
        </EmptyState>
      }
    >
      <EventLines events={events} linkOf={({ id }) => auditLink(model, { event: id })} />
    </TabFrame>
  );
}
