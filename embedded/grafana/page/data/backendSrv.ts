import { AppEvents, type EventBus } from '@grafana/data';
import { type BackendSrv, type BackendSrvRequest, type FetchError, type FetchResponse } from '@grafana/runtime';
import { lastValueFrom, Observable } from 'rxjs';

/** Grafana waits this long for the caller to mark an error as handled before it shows a toast. */
const HANDLED_WITHIN_MS = 50;

/** Requests whose errors the panels show themselves. Source: Grafana's backendSrv, isDataQuery. */
const DATA_QUERY = /\/?api\/(ds\/query|datasources\/proxy)/;

/**
 * Plain fetch behind Grafana's BackendSrv: a new request with the same requestId cancels the former, unsubscribing
 * cancels, errors have Grafana's FetchError shape, and unhandled ones become toasts.
 */
export function createBackendSrv(events: EventBus): BackendSrv {
  const inFlight = new Map<string, AbortController>();

  function fetchOne<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
    return new Observable((subscriber) => {
      const abort = new AbortController();
      const { requestId } = request;
      if (requestId) {
        inFlight.get(requestId)?.abort();
        inFlight.set(requestId, abort);
      }
      request.abortSignal?.addEventListener('abort', () => abort.abort());
      send<T>(request, abort.signal).then(
        (response) => {
          subscriber.next(response);
          subscriber.complete();
        },
        (error: FetchError) => subscriber.error(error)
      );
      return () => {
        abort.abort();
        if (requestId && inFlight.get(requestId) === abort) {
          inFlight.delete(requestId);
        }
      };
    });
  }

  async function bodyOf<T>(request: BackendSrvRequest): Promise<T> {
    try {
      const { data } = await lastValueFrom(fetchOne<T>(request));
      if (request.showSuccessAlert && hasMessage(data)) {
        events.publish({ type: AppEvents.alertSuccess.name, payload: [data.message] });
      }
      return data;
    } catch (error) {
      toastUnlessHandled(error as FetchError, request, events);
      throw error;
    }
  }

  return {
    fetch: fetchOne,
    chunked: () => {
      throw new Error('The embedded preview has no chunked requests; Grafana does.');
    },
    request: bodyOf,
    datasourceRequest: (request) => lastValueFrom(fetchOne(request)),
    get: (url, params, requestId, options) => bodyOf({ ...options, method: 'GET', url, params, requestId }),
    delete: (url, data, options) => bodyOf({ ...options, method: 'DELETE', url, data }),
    post: (url, data, options) => bodyOf({ ...options, method: 'POST', url, data }),
    patch: (url, data, options) => bodyOf({ ...options, method: 'PATCH', url, data }),
    put: (url, data, options) => bodyOf({ ...options, method: 'PUT', url, data }),
  };
}

async function send<T>(request: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
  let response: Response;
  let data: T;
  try {
    response = await fetch(urlOf(request), {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        // a type without a body is refused
        ...(request.data === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      body: request.data === undefined ? undefined : bodyText(request.data),
      credentials: request.credentials,
      signal,
    });
    data = (await readBody(response, request.responseType)) as T;
  } catch (error) {
    const cancelled = signal.aborted;
    const reason = cancelled ? 'Request was aborted' : `The preview's server did not answer: ${String(error)}`;
    const failure: FetchError = {
      status: cancelled ? -1 : 0,
      statusText: reason,
      data: { message: reason },
      cancelled,
      config: request,
    };
    throw failure;
  }
  const { status, statusText, ok, headers, redirected, type, url } = response;
  if (!ok) {
    const failure: FetchError = { status, statusText, data: errorData(data, statusText), config: request };
    throw failure;
  }
  return { data, status, statusText, ok, headers, redirected, type, url, config: request };
}

function urlOf({ url, params = {} }: BackendSrvRequest): URL {
  const out = new URL(url.replace(/^\/?/, '/'), window.location.origin);
  for (const [name, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one != null) {
        out.searchParams.append(name, String(one));
      }
    }
  }
  return out;
}

function bodyText(data: unknown): string {
  return typeof data === 'string' ? data : JSON.stringify(data);
}

async function readBody(response: Response, responseType: BackendSrvRequest['responseType']): Promise<unknown> {
  switch (responseType) {
    case 'blob':
      return response.blob();
    case 'arraybuffer':
      return response.arrayBuffer();
    case 'text':
      return response.text();
    default: {
      const text = await response.text();
      try {
        return text === '' ? {} : (JSON.parse(text) as unknown);
      } catch {
        return text; // as Grafana: a body that is not JSON is handed on as it is
      }
    }
  }
}

function errorData(data: unknown, statusText: string): unknown {
  return typeof data === 'string' ? { message: data || statusText, error: statusText, response: data } : data;
}

function hasMessage(data: unknown): data is { message: string } {
  return typeof data === 'object' && data !== null && 'message' in data && typeof data.message === 'string';
}

function toastUnlessHandled(error: FetchError, request: BackendSrvRequest, events: EventBus): void {
  if (error.cancelled || request.showErrorAlert === false || DATA_QUERY.test(request.url)) {
    return;
  }
  setTimeout(() => {
    if (!error.isHandled) {
      const type = error.status < 500 && error.status > 0 ? AppEvents.alertWarning.name : AppEvents.alertError.name;
      const message = hasMessage(error.data) ? error.data.message : (error.statusText ?? 'Request failed');
      events.publish({ type, payload: [`${request.method ?? 'GET'} ${request.url}`, message] });
    }
  }, HANDLED_WITHIN_MS);
}
