import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import {
  Alert,
  ClipboardButton,
  Icon,
  LinkButton,
  LoadingPlaceholder,
  Stack,
  Tab,
  TabsBar,
  useStyles2,
} from '@grafana/ui';
import { useState } from 'react';

import { DetailsDrawer } from '../DetailsDrawer';
import { timeOnPath } from './criticalPath';
import { formatDuration } from './duration';
import { oddityMeaning } from './oddityText';
import { type ReceivedTrace } from './receivedTrace';
import { millisecondsAt } from './span';
import { SpanFields } from './SpanFields';
import { SpanEvents, SpanLinks, SpanRecords } from './SpanLists';
import { absolute, auditLink, traceLink } from './traceLinks';
import { type EventInTrace } from './traceRows';
import { type SpanNode } from './traceTree';
import { type TraceView } from './TraceView';
import { useSpan } from './useSpan';
import { type SpanInFull } from '../../../queries/trace/spanInFull';

interface SpanDetailsProps {
  model: TraceView;
  trace: ReceivedTrace;
  spanKey: string;
  /** Audit events and logs of this span. */
  events: EventInTrace[];
}

/** Everything that is known of one span, in a drawer. */
export function SpanDetails({ model, trace, spanKey, events }: SpanDetailsProps) {
  const node = trace.tree.spans.get(spanKey);
  return (
    <DetailsDrawer title={node ? `${node.span.service}: ${node.span.name}` : 'Span'} onClose={model.close}>
      {node ? (
        <Details model={model} trace={trace} node={node} events={events} />
      ) : (
        <Alert severity="warning" title="This span is not in the trace">
          The link names a span that was not received
          {trace.isCut ? ', or is not among the first ones that are shown' : ''}.
        </Alert>
      )}
    </DetailsDrawer>
  );
}

const TABS = {
  attributes: 'Attributes',
  resource: 'Resource',
  events: 'Events',
  links: 'Links',
  logs: 'Logs',
} as const;
type TabName = keyof typeof TABS;

function Details({ model, trace, node, events }: Omit<SpanDetailsProps, 'spanKey'> & { node: SpanNode }) {
  const { traceId, tables } = model.useState();
  const { span } = node;
  const [tab, setTab] = useState<TabName>('attributes');
  const found = useSpan(model, tables, traceId, span);
  const counts: Partial<Record<TabName, number>> = {
    attributes: found.span?.attributes.length,
    resource: found.span?.resource.attributes.length,
    events: span.events,
    links: span.links,
    logs: events.length,
  };
  return (
    <Stack direction="column" gap={2}>
      <Facts trace={trace} node={node} full={found.span} />
      <Stack gap={1} wrap="wrap">
        <ClipboardButton
          size="sm"
          variant="secondary"
          icon="link"
          getText={() => absolute(traceLink(model, traceId, { span: node.key }, trace.moment))}
        >
          Copy link
        </ClipboardButton>
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => span.id}>
          Copy span id
        </ClipboardButton>
        <LinkButton
          size="sm"
          variant="secondary"
          icon="shield"
          href={auditLink(model, { search: span.id }, trace.moment)}
        >
          Audit events of this span
        </LinkButton>
      </Stack>
      <TabsBar>
        {(Object.keys(TABS) as TabName[]).map((name) => (
          <Tab
            key={name}
            label={TABS[name]}
            counter={counts[name]}
            active={tab === name}
            onChangeTab={() => setTab(name)}
          />
        ))}
      </TabsBar>
      {found.problem !== undefined && (
        <Alert severity="warning" title="The details of this span could not be read">
          {found.problem}
        </Alert>
      )}
      {found.span === undefined && found.problem === undefined && <LoadingPlaceholder text="Reading the span" />}
      {tab === 'logs' && <SpanRecords model={model} trace={trace} events={events} />}
      {found.span && (
        <>
          {(tab === 'attributes' || tab === 'resource') && (
            <SpanFields key={tab} model={model} span={found.span} part={tab} moment={trace.moment} />
          )}
          {tab === 'events' && <SpanEvents span={found.span} />}
          {tab === 'links' && <SpanLinks model={model} span={found.span} />}
        </>
      )}
    </Stack>
  );
}

/** What the span is, in short. */
function Facts({ trace, node, full }: { trace: ReceivedTrace; node: SpanNode; full?: SpanInFull }) {
  const styles = useStyles2(getStyles);
  const { span, self, oddities } = node;
  const critical = timeOnPath(trace.path.get(node.key));
  const share = node.end > node.start ? ` (${Math.round((100 * self) / (node.end - node.start))} %)` : '';
  const facts: Array<[string, string]> = [
    ['Started', dateTimeFormat(millisecondsAt(trace.startedAt, span.start), { format: 'YYYY-MM-DD HH:mm:ss.SSS' })],
    ['After the start of the trace', formatDuration(span.start)],
    ['Duration', formatDuration(span.duration)],
    ['Self time (not in children)', `${formatDuration(self)}${share}`],
    ['On the critical path', critical > 0 ? formatDuration(critical) : 'no'],
    ['Kind', span.kind],
    ['Span id', span.id],
    ['Parent', span.parentId],
    ['Time as sent (ns), not usable', full?.clampedFrom ?? ''],
  ];
  return (
    <>
      {span.isError && (
        <p className={styles.failed}>
          <Icon name="exclamation-circle" /> Error{(full?.message || span.message) && ': '}
          <bdi>{full?.message || span.message}</bdi>
        </p>
      )}
      {oddities.map((oddity) => (
        <p key={oddity.kind} className={styles.odd}>
          <Icon name="info-circle" /> {oddityMeaning(oddity)}
        </p>
      ))}
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value !== '')
          .map(([label, value]) => (
            <div key={label}>
              <dt className={styles.label}>{label}</dt>
              <dd className={styles.value}>{value}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({
    margin: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(180px, 1fr))',
    gap: theme.spacing(1, 2),
  }),
  label: css({
    color: theme.colors.text.secondary,
    fontWeight: 'normal',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  value: css({ margin: 0, overflowWrap: 'anywhere' }),
  failed: css({ margin: 0, color: theme.colors.error.text, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
  odd: css({ margin: 0, color: theme.colors.text.secondary }),
});
