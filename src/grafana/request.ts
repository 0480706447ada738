import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

import { errorText } from './errorText';

/** What an answer of Grafana says when it is none that was hoped for. */
export class GrafanaError extends Error {
  /** @param status 0 when nothing answered */
  constructor(
    readonly status: number,
    message: string
  ) {
    super(message);
  }
}

interface GrafanaRequest {
  method?: 'GET' | 'POST' | 'DELETE';
  url: string;
  params?: Record<string, string | number | string[]>;
  data?: unknown;
  abortSignal?: AbortSignal;
}

/** Asks Grafana's HTTP API as the user who is signed in. @throws GrafanaError */
export async function requestGrafana(request: GrafanaRequest): Promise<unknown> {
  try {
    const { data } = await lastValueFrom(
      getBackendSrv().fetch<unknown>({ method: 'GET', showErrorAlert: false, showSuccessAlert: false, ...request })
    );
    return data;
  } catch (error) {
    throw new GrafanaError((error as { status?: number }).status ?? 0, errorText(error).trim());
  }
}
