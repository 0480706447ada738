import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Stack, TextLink, useStyles2 } from '@grafana/ui';

import { type Attributes, type SpanInFull } from '../../../queries/trace/spanInFull';
import { readTraceId } from '../../../queries/trace/traceId';
import { sentenceOf } from '../sentence';
import { formatDuration } from './duration';
import { type ReceivedTrace } from './receivedTrace';
import { auditLink, traceLink } from './traceLinks';
import { type EventInTrace } from './traceRows';
import { type TraceView } from './TraceView';

/** Events that the span itself carries: exceptions, retries. */
export function SpanEvents({ span }: { span: SpanInFull }) {
  const styles = useStyles2(getStyles);
  if (span.events.length === 0) {
    return <p className={styles.faint}>This span carries no events.</p>;
  }
  return (
    <ol className={styles.list}>
      {span.events.map(({ name, time, attributes }, i) => (
        <li key={i} className={styles.item}>
          <strong>
            <bdi>{name || '(no name)'}</bdi>
          </strong>{' '}
          <span className={styles.faint}>
            {formatDuration(Number(BigInt(time) - span.start))} after the span’s start
          </span>
          <Pairs attributes={attributes} />
        </li>
      ))}
    </ol>
  );
}

/** Other spans that this one names: each is followed to its trace. */
export function SpanLinks({ model, span }: { model: TraceView; span: SpanInFull }) {
  const styles = useStyles2(getStyles);
  if (span.links.length === 0) {
    return <p className={styles.faint}>This span links to no other.</p>;
  }
  return (
    <ol className={styles.list}>
      {span.links.map(({ traceId, spanId, attributes }, i) => {
        const isThis = traceId === model.state.traceId;
        return (
          <li key={i} className={styles.item}>
            {readTraceId(traceId).kind === 'traceId' ? (
              <TextLink href={traceLink(model, traceId, { span: spanId })} inline={false}>
                {isThis ? `Span ${spanId} of this trace` : `Span ${spanId} of trace ${traceId}`}
              </TextLink>
            ) : (
              <span>
                A link without a usable trace id: <bdi>{traceId}</bdi>
              </span>
            )}
            <Pairs attributes={attributes} />
          </li>
        );
      })}
    </ol>
  );
}

/** Audit events and logs that were recorded within the span. */
export function SpanRecords({
  model,
  trace,
  events,
}: {
  model: TraceView;
  trace: ReceivedTrace;
  events: EventInTrace[];
}) {
  const styles = useStyles2(getStyles);
  if (events.length === 0) {
    return <p className={styles.faint}>No audit event or log names this span.</p>;
  }
  return (
    <ol className={styles.list}>
      {events.map(({ event, at }) => {
        const { subject, predicate, origin } = sentenceOf(event);
        return (
          <li key={event.id} className={styles.item}>
            <Stack gap={1} alignItems="baseline">
              <span className={styles.faint}>{formatDuration(at)}</span>
              <TextLink
                href={auditLink(model, { search: model.state.traceId, event: event.id }, trace.moment)}
                inline={false}
              >
                {`${subject} ${predicate} ${origin}`.trim()}
              </TextLink>
            </Stack>
            {event.body !== '' && <bdi className={styles.faint}>{event.body}</bdi>}
          </li>
        );
      })}
    </ol>
  );
}

function Pairs({ attributes }: { attributes: Attributes }) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.pairs}>
      {attributes.map(([key, value], i) => (
        <div key={i} className={styles.pair}>
          <dt className={styles.key}>
            <bdi>{key}</bdi>
          </dt>
          <dd className={styles.value}>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  item: css({
    padding: theme.spacing(1, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    overflowWrap: 'anywhere',
  }),
  faint: css({ margin: 0, color: theme.colors.text.secondary }),
  pairs: css({ margin: theme.spacing(0.5, 0, 0) }),
  pair: css({ display: 'grid', gridTemplateColumns: 'minmax(120px, 30%) 1fr', gap: theme.spacing(1) }),
  key: css({ color: theme.colors.text.secondary, fontWeight: 'normal', overflowWrap: 'anywhere' }),
  value: css({ margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', maxHeight: 240, overflow: 'auto' }),
});
