/** Which parts of the embedded system are ready; the start script knows them. */
export interface HealthReport {
  ready: boolean;
  parts: Record<string, { ready: boolean; detail?: string }>;
}

export interface HostServerOptions {
  /** The plugin's build, served byte by byte. */
  pluginDist: string;
  /** What buildHostPage wrote. */
  hostDir: string;
  clickhouse: { url: string; username: string; password: string; database: string };
  dataSource: { uid: string; name: string };
  /** Where the plugin's settings are kept. */
  settingsFile: string;
  /** Where the sidecar is and its secret, once it listens: they stand over the settings. */
  sidecar?: () => { url: string; secret: string } | undefined;
  /** Address of the demo's page of orders, once it listens. */
  ordersPage?: () => string | undefined;
  health: () => Promise<HealthReport>;
}
