import { hasAnyPermission } from '@grafana/runtime';

import { ALERT_FOLDER } from '../../../../queries/alerts/grafana';
import { GrafanaError } from '../../../grafana/request';

/** What keeping an objective asks for. */
export const RIGHT_TO_CONFIGURE = 'plugins:write (the role Admin)';

/** What making alert rules asks for. */
export const RIGHT_TO_MAKE_RULES = `alert.rules:create, alert.rules:write and alert.rules:delete on the folder "${ALERT_FOLDER}" (the role Editor, or the permission Edit on that folder)`;

/** Whether Grafana lets this user try; it decides anew on each request. */
export const mayConfigure = () => hasAnyPermission(['plugins:write']);
export const mayMakeRules = () => hasAnyPermission(['alert.rules:create']);

/** Why Grafana did not do it, and which right is missing. */
export function refusalText(error: unknown, right: string): string {
  const { status, message } =
    error instanceof GrafanaError
      ? error
      : new GrafanaError(-1, error instanceof Error ? error.message : String(error));
  if (status === 403) {
    return `Grafana does not let you do this. It asks for ${right}. ${message}`;
  }
  return status === 0 ? `Grafana does not answer: ${message}` : message;
}
