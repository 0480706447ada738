import { dateTime } from '@grafana/data';
import { Button } from '@grafana/ui';
import { useEffect, useRef, useState } from 'react';

import { otlpJson } from '../../../queries/trace/otlpJson';
import { spanInFull, type SpanInFull } from '../../../queries/trace/spanInFull';
import { DOWNLOAD_BATCH, TRACE_SPANS_SHOWN, traceDownload } from '../../../queries/trace/trace';
import { queryOnce, rowsFrom } from '../../grafana/query';
import { chosenDataSourceUid } from '../variables';
import { type TraceView } from './TraceView';

/** Saves the trace as OTLP JSON, as many spans as are shown; says how far it is, and a second click ends it. */
export function DownloadButton({ model, spans }: { model: TraceView; spans: number }) {
  const [progress, setProgress] = useState<string>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const start = async () => {
    const control = new AbortController();
    running.current = control;
    setProgress('0 %');
    try {
      const all = await readAll(model, control.signal, (read) =>
        setProgress(`${Math.min(99, Math.round((100 * read) / spans))} %`)
      );
      save(`trace-${model.state.traceId}.json`, JSON.stringify(otlpJson(model.state.traceId, all)));
      setProgress(undefined);
    } catch (error) {
      setProgress(
        control.signal.aborted ? undefined : `failed: ${error instanceof Error ? error.message : String(error)}`
      );
    } finally {
      running.current = undefined;
    }
  };
  return (
    <Button
      size="sm"
      variant="secondary"
      icon="download-alt"
      tooltip="The trace as OTLP JSON, as a receiver takes it"
      onClick={() => (running.current ? running.current.abort() : void start())}
    >
      {progress === undefined ? 'JSON' : `JSON: ${progress}`}
    </Button>
  );
}

async function readAll(model: TraceView, signal: AbortSignal, onRead: (spans: number) => void): Promise<SpanInFull[]> {
  const { tables, traceId } = model.state;
  const now = dateTime();
  const all: SpanInFull[] = [];
  for (let batch = 0; batch * DOWNLOAD_BATCH < TRACE_SPANS_SHOWN; batch++) {
    const question = traceDownload(tables, traceId, batch);
    const rows = rowsFrom(await queryOnce(chosenDataSourceUid(model), question, { from: now, to: now }));
    signal.throwIfAborted();
    all.push(...rows.map(spanInFull));
    onRead(all.length);
    if (rows.length < DOWNLOAD_BATCH) {
      break;
    }
  }
  return all;
}

function save(name: string, text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
