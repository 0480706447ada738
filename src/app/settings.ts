import { DEFAULT_TABLES, type TableMapping } from '../../queries/tables';

/** What an Admin configures: the plugin's `jsonData`. Everything is optional. */
export interface AppSettings {
  dataSourceUid?: string;
  tables?: Partial<TableMapping>;
  /** Where Grafana reaches `girok serve`; the secret for it is in secureJsonData. */
  sidecarUrl?: string;
}

/** The table mapping with the defaults of `girok migrate` where nothing is configured. */
export function tablesOf(settings: AppSettings): TableMapping {
  const configured = Object.entries(settings.tables ?? {}).filter(([, name]) => name?.trim());
  return { ...DEFAULT_TABLES, ...Object.fromEntries(configured) };
}
