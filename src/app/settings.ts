import { type Slo } from '../../queries/slo/objective';
import { DEFAULT_NAMES, type TableMapping } from '../../queries/tables';

/** What an Admin configures: the plugin's `jsonData`. Everything is optional. */
export interface AppSettings {
  dataSourceUid?: string;
  tables?: Partial<TableMapping>;
  /** Where Grafana reaches `girok serve`; the secret for it is in secureJsonData. */
  sidecarUrl?: string;
  /** Whether pages tell Grafana's frontend telemetry what they took. */
  reportTimings?: boolean;
  /** Objectives of services: set on a service's page. Whoever writes them by hand may err: `readSlos`. */
  slos?: Slo[];
}

/** The table mapping, with the names that the maker of the tables gives them where none is configured. */
export function tablesOf({ tables = {} }: AppSettings): TableMapping {
  const layout = tables.layout ?? 'girok';
  const configured = Object.entries(tables).filter(([, name]) => name?.trim());
  return { ...DEFAULT_NAMES[layout], ...Object.fromEntries(configured), layout };
}

/** What pages on tables of another maker cannot show, and so do not. */
export const WITHOUT_GIROK_TABLES =
  'Tables of the OpenTelemetry exporter: dead letters, second deliveries and the time of storing are not recorded there, and filter menus read the newest rows.';
