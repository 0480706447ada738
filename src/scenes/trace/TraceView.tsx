import { type PanelData, LoadingState } from '@grafana/data';
import {
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Alert, LoadingPlaceholder } from '@grafana/ui';
import { useMemo } from 'react';

import { type TableMapping } from '../../../queries/tables';
import { TRACE_SPANS_SHOWN, traceSpans } from '../../../queries/trace/trace';
import { adviceOn } from '../advice';
import { runner } from '../query';
import { ShowSql } from '../ShowSql';
import { receivedTrace } from './receivedTrace';
import { readWindow, type TimeWindow, writeWindow } from './timeWindow';
import { TraceBoard } from './TraceBoard';
import { UnknownTrace } from './TraceProblem';

interface TraceViewState extends SceneObjectState {
  /** 32 hexadecimal digits, as they are stored. */
  traceId: string;
  tables: TableMapping;
  /** Key of the span whose details are open. */
  span?: string;
  /** Id of the trace that this one is compared with. */
  compare?: string;
  /** The part of its time that is shown; all of it when undefined. */
  zoom?: TimeWindow;
  /** What is searched within the trace. */
  find: string;
  sql: ShowSql;
}

const textOf = (value: SceneObjectUrlValues[string]) => (typeof value === 'string' && value !== '' ? value : undefined);

/** One trace: its waterfall, the details of its spans, its audit events, and what it differs in from another. */
export class TraceView extends SceneObjectBase<TraceViewState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['span', 'compare', 'find', 'zoom'] });

  constructor(state: Pick<TraceViewState, 'traceId' | 'tables' | 'span'>) {
    super({
      ...state,
      find: '',
      sql: new ShowSql({ title: 'Trace' }),
      $data: runner([{ refId: 'spans', sql: traceSpans(state.tables, state.traceId), as: 'table' }]),
    });
  }

  getUrlState() {
    const { span, compare, find, zoom } = this.state;
    return { span, compare, find: find || undefined, zoom: zoom && writeWindow(zoom) };
  }

  updateFromUrl({ span, compare, find, zoom }: SceneObjectUrlValues) {
    this.setState({
      span: textOf(span),
      compare: textOf(compare),
      find: textOf(find) ?? '',
      zoom: readWindow(textOf(zoom) ?? ''),
    });
  }

  /** Opens the details of a span, as a step that Back undoes. */
  open = (span: string) => this._urlSync.performBrowserHistoryAction(() => this.setState({ span }));

  close = () => this.setState({ span: undefined });

  /** Searches within the trace. */
  look = (find: string) => this.setState({ find });

  /** Shows a part of the time, or all of it again, as a step that Back undoes. */
  zoomTo = (zoom: TimeWindow | undefined) => this._urlSync.performBrowserHistoryAction(() => this.setState({ zoom }));

  /** Compares with another trace, or with none any more, as a step that Back undoes. */
  compareWith = (compare: string | undefined) =>
    this._urlSync.performBrowserHistoryAction(() => this.setState({ compare, span: undefined }));

  static Component = TraceViewView;
}

function TraceViewView({ model }: SceneComponentProps<TraceView>) {
  const { traceId } = model.useState();
  const { data } = sceneGraph.getData(model).useState();
  const frame = data?.series[0];
  const trace = useMemo(() => receivedTrace(frame, TRACE_SPANS_SHOWN), [frame]);
  if (trace.tree.spans.size > 0) {
    return <TraceBoard model={model} trace={trace} />;
  }
  const failure = failureOf(data);
  if (failure !== undefined) {
    return (
      <Alert severity="error" title="The trace could not be read">
        {adviceOn(failure)}
      </Alert>
    );
  }
  return data?.state === LoadingState.Done ? (
    <UnknownTrace model={model} traceId={traceId} />
  ) : (
    <LoadingPlaceholder text="Looking for the trace" />
  );
}

const failureOf = (data: PanelData | undefined) =>
  data?.state === LoadingState.Error
    ? (data.errors?.[0]?.message ?? data.error?.message ?? 'The query failed')
    : undefined;
