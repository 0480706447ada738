import {
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  LoadingState,
  type PanelData,
  toDataFrame,
} from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import { catchError, from, isObservable, map, merge, type Observable, of, scan, share, takeUntil, timer } from 'rxjs';

/** After this long without an answer a panel shows its loading bar. Source: Grafana's runRequest. */
const SLOW_AFTER_MS = 200;

/**
 * DataQueryResponse to PanelData, the part of Grafana that is in no npm package. Emits Loading for slow queries, then
 * every packet. Packets replace former ones with the same key. Unsubscribing cancels the query.
 */
export function runRequest(
  dataSource: DataSourceApi,
  request: DataQueryRequest,
  queryFunction?: DataSourceApi['query']
): Observable<PanelData> {
  const loading: PanelData = { state: LoadingState.Loading, series: [], request, timeRange: request.range };
  const targets = request.targets.filter((target) => !target.hide && (dataSource.filterQuery?.(target) ?? true));
  if (targets.length === 0) {
    request.endTime = Date.now();
    return of({ ...loading, state: LoadingState.Done });
  }

  const packets = responses(dataSource, { ...request, targets }, queryFunction).pipe(
    scan((former, packet) => former.set(packet.key ?? 'A', packet), new Map<string, DataQueryResponse>()),
    map((byKey) => panelData([...byKey.values()], request)),
    catchError((error) => of({ ...loading, state: LoadingState.Error, error: toDataQueryError(error) })),
    share()
  );
  return merge(
    timer(SLOW_AFTER_MS).pipe(
      map(() => loading),
      takeUntil(packets)
    ),
    packets
  );
}

function responses(
  dataSource: DataSourceApi,
  request: DataQueryRequest,
  queryFunction?: DataSourceApi['query']
): Observable<DataQueryResponse> {
  const answer = queryFunction ? queryFunction(request) : dataSource.query(request);
  return isObservable(answer) ? answer : from(answer);
}

function panelData(packets: DataQueryResponse[], request: DataQueryRequest): PanelData {
  request.endTime = Date.now();
  const frames = packets.flatMap((packet) => packet.data ?? []).map((data): DataFrame => toDataFrame(data));
  const isAnnotation = (frame: DataFrame) => frame.meta?.dataTopic === 'annotations';
  const errors = packets.flatMap((packet) => packet.errors ?? (packet.error ? [packet.error] : []));
  return {
    state: errors.length > 0 ? LoadingState.Error : (packets.at(-1)?.state ?? LoadingState.Done),
    series: frames.filter((frame) => !isAnnotation(frame)),
    annotations: frames.filter(isAnnotation),
    error: errors[0],
    errors: errors.length > 0 ? errors : undefined,
    request,
    timeRange: request.range,
  };
}
