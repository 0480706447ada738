import { usePluginContext } from '@grafana/data';
import { EmbeddedScene, SceneTimeRange, SceneVariableSet } from '@grafana/scenes';
import { useMemo } from 'react';

import { readTraceId } from '../../../queries/trace/traceId';
import { type AppSettings, tablesOf } from '../../app/settings';
import { dataSourceVariable } from '../variables';
import { NotATraceId } from './TraceProblem';
import { TraceView } from './TraceView';

/** What other plugins pass to `girok-telemetry-app/trace-view/v1`. */
export interface EmbeddedTraceProps {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** Uid of a ClickHouse data source; else that of Girok's configuration, or the first one there is. */
  dataSourceUid?: string;
  /** Id of the span whose details are open. */
  spanId?: string;
  /** Time range of the links that lead away from the trace, as in Grafana's addresses: `now-1h`, `now`. */
  from?: string;
  to?: string;
}

/** One trace within a page of another plugin. It leaves the address of that page alone. */
export default function EmbeddedTrace({ traceId, dataSourceUid, spanId, from, to }: EmbeddedTraceProps) {
  const settings = usePluginContext()?.meta.jsonData as AppSettings | undefined;
  const scene = useMemo(
    () => embeddedTrace(settings ?? {}, { traceId, dataSourceUid, spanId, from, to }),
    [settings, traceId, dataSourceUid, spanId, from, to]
  );
  return <scene.Component model={scene} />;
}

function embeddedTrace(settings: AppSettings, props: EmbeddedTraceProps): EmbeddedScene {
  const { traceId: text, dataSourceUid = settings.dataSourceUid, spanId, from = 'now-1h', to = 'now' } = props;
  const read = readTraceId(text);
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from, to }),
    $variables: new SceneVariableSet({ variables: [dataSourceVariable({ ...settings, dataSourceUid })] }),
    body:
      read.kind === 'traceId'
        ? new TraceView({ traceId: read.traceId, tables: tablesOf(settings), span: spanId })
        : new NotATraceId({ text }),
  });
}
