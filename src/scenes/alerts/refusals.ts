import { GrafanaError } from '../../grafana/request';

const LATELY = 'A right that was just given takes up to a minute.';

/** The right that lets somebody silence alerts of a rule, in words. */
export const rightToSilence = (folder: string) =>
  `alert.silences:create on the folder "${folder}" (the permission Edit on that folder), or alert.instances:create (the role Editor)`;

/** Why a silence was not made, changed or ended. */
export function silenceProblem(error: unknown, folder: string): string {
  const { status, message } = asGrafanaError(error);
  if (status === 403) {
    return `Grafana does not let you silence alerts of this rule. It asks for ${rightToSilence(folder)}. ${LATELY}`;
  }
  return status === 0 ? `Grafana does not answer: ${message}` : message;
}

/** Why neither the dashboard nor the organisation took the note. */
export function noteProblem(onDashboard: unknown, ofOrganisation: unknown, folder: string): string {
  const [first, second] = [asGrafanaError(onDashboard), asGrafanaError(ofOrganisation)];
  const what = 'The note could not be kept for others to read';
  if (second.status === 403) {
    const missing =
      first.status === 404 || first.status === 500
        ? `the pipeline dashboard is not in Grafana, and annotations of the organisation ask for annotations:create (the role Editor)`
        : `Grafana asks for annotations:create on the dashboards of the folder "${folder}" (the permission Edit on that folder), or on all (the role Editor)`;
    return `${what}: ${missing}.`;
  }
  return `${what}: ${second.message}`;
}

/** Why there is no audit event. */
export function proofProblem(error: unknown): string {
  const { status, message } = asGrafanaError(error);
  const why = status === 0 || status === 502 || status === 504 ? `girok serve was not reached (${message})` : message;
  return `No audit event was stored: ${why}`;
}

function asGrafanaError(error: unknown): GrafanaError {
  return error instanceof GrafanaError
    ? error
    : new GrafanaError(-1, error instanceof Error ? error.message : String(error));
}
