import { requestGrafana } from './request';
import { PLUGIN_ID } from '../app/plugin';
import { type AppSettings } from '../app/settings';

const URL = `/api/plugins/${PLUGIN_ID}/settings`;

/** As Grafana has them: its page may have been loaded long ago. */
interface KeptSettings {
  enabled: boolean;
  pinned: boolean;
  jsonData?: AppSettings | null;
}

/**
 * Changes the settings of the app, beginning with those that Grafana has now, so that what somebody else has saved
 * meanwhile stays. Secrets that are not given stay. Answers what was saved.
 * @throws GrafanaError 403 without plugins:write, which Admins have
 */
export async function changeSettings(
  change: (newest: AppSettings) => AppSettings,
  secureJsonData?: Record<string, string>
): Promise<AppSettings> {
  const { enabled, pinned, jsonData } = (await requestGrafana({ url: URL })) as KeptSettings;
  const changed = change(jsonData ?? {});
  await requestGrafana({
    method: 'POST',
    url: URL,
    data: { enabled, pinned, jsonData: changed, ...(secureJsonData && { secureJsonData }) },
  });
  return changed;
}
