import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { type ReceivedTrace } from './receivedTrace';
import { SpanDetails } from './SpanDetails';
import { TraceComparison } from './TraceComparison';
import { TraceHeader } from './TraceHeader';
import { eventsBySpan, timeOfTrace } from './traceRows';
import { type TraceView } from './TraceView';
import { TRACE_EVENTS_SHOWN, useTraceEvents } from './useTraceEvents';
import { Waterfall } from './Waterfall';
import { TRACE_SPANS_SHOWN } from '../../../queries/trace/trace';

/** A trace that was found: its summary above, below it the waterfall or the comparison, and the open span beside them. */
export function TraceBoard({ model, trace }: { model: TraceView; trace: ReceivedTrace }) {
  const { traceId, tables, span, compare } = model.useState();
  const styles = useStyles2(getStyles);
  const { tree, startedAt } = trace;
  const range = useMemo(() => timeOfTrace(startedAt, tree.duration), [startedAt, tree]);
  const { events, isCut, problem } = useTraceEvents(model, tables, traceId, range);
  const bySpan = useMemo(() => eventsBySpan(tree, startedAt, events), [tree, startedAt, events]);
  return (
    <div className={styles.board}>
      <TraceHeader model={model} trace={trace} events={events.length} />
      <Notices trace={trace} problem={problem} />
      {isCut && (
        <p className={styles.note}>
          The newest {TRACE_EVENTS_SHOWN.toLocaleString('en-US')} audit events of this trace are shown; it has more.
        </p>
      )}
      {compare === undefined ? (
        <Waterfall model={model} trace={trace} events={bySpan} />
      ) : (
        <TraceComparison model={model} trace={trace} otherId={compare} />
      )}
      {span !== undefined && (
        <SpanDetails key={span} model={model} trace={trace} spanKey={span} events={bySpan.get(span) ?? []} />
      )}
    </div>
  );
}

/** What the reader must know before the rest is read. */
function Notices({ trace, problem }: { trace: ReceivedTrace; problem?: string }) {
  return (
    <div>
      {trace.isCut && (
        <Alert severity="info" title={`These are the first ${TRACE_SPANS_SHOWN.toLocaleString('en-US')} spans`}>
          The trace has more. What depends on all of them (duration, critical path, missing parents) is that of these
          spans only.
        </Alert>
      )}
      {problem !== undefined && (
        <Alert severity="warning" title="The audit events of this trace could not be read">
          {problem}
        </Alert>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  board: css({
    display: 'flex',
    flexDirection: 'column',
    flex: 1,
    minWidth: 0,
    gap: theme.spacing(1.5),
  }),
  note: css({ margin: 0, color: theme.colors.text.secondary }),
});
