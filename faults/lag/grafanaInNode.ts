import { type BackendSrvRequest } from '@grafana/runtime';
import { from, type Observable } from 'rxjs';

let address = '';

/** From now on the app's clients ask what listens there. */
export function askGrafanaAt(url: string): void {
  address = url;
}

/**
 * The one thing of `@grafana/runtime` that the app's clients of Grafana's HTTP API need, over real HTTP: the package itself
 * loads in a browser only. `jest.mock('@grafana/runtime', () => jest.requireActual('./lag/grafanaInNode'))`.
 * @public
 */
export const getBackendSrv = () => ({
  fetch: (request: BackendSrvRequest): Observable<unknown> => from(ask(request)),
});

/** As Grafana's own client: an answer that is an error is thrown, with its status and its data. */
async function ask({ url, method = 'GET', params = {}, data }: BackendSrvRequest): Promise<{ data: unknown }> {
  const asked = new URL(url, address);
  for (const [name, value] of Object.entries(params)) {
    [value].flat().forEach((one) => asked.searchParams.append(name, String(one)));
  }
  const answer = await fetch(asked, {
    method,
    ...(data !== undefined && { body: JSON.stringify(data), headers: { 'content-type': 'application/json' } }),
  });
  const told: unknown = await answer.json();
  if (!answer.ok) {
    throw Object.assign(new Error(answer.statusText), { status: answer.status, data: told });
  }
  return { data: told };
}
