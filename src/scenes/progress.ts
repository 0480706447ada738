import { LoadingState, type PanelData } from '@grafana/data';

/** How far the data of a scene object is. */
export interface Progress {
  loading: boolean;
  /** What the data source says, when it failed. */
  failure?: string;
}

/** @param data undefined before the first query has begun */
export function progressOf(data: PanelData | undefined): Progress {
  const failed = data?.state === LoadingState.Error;
  return {
    loading: !data || data.state === LoadingState.Loading || data.state === LoadingState.NotStarted,
    failure: failed ? (data.errors?.[0]?.message ?? data.error?.message ?? 'The query failed') : undefined,
  };
}
