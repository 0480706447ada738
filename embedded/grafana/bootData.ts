/** What the server tells the page before any @grafana module is evaluated. Rendered into the page as JSON. */
export interface BootData {
  dataSource: { uid: string; name: string; defaultDatabase: string };
  plugin: PluginBoot;
  /** Address of the demo's page of orders, where there is one. */
  ordersPage?: string;
}

/** The plugin's plugin.json with the stored settings, or why the build cannot be used. */
export type PluginBoot = { json: PluginJson; settings: PluginSettings } | { problem: string };

/** The part of plugin.json that the host reads; the rest is passed on unread. */
export interface PluginJson {
  id: string;
  name: string;
  type: string;
  includes: PluginPageInclude[];
  info: { version: string; updated: string; description: string; logos: { small: string; large: string } };
}

/** One entry of plugin.json `includes`. */
export interface PluginPageInclude {
  type: string;
  name: string;
  path?: string;
  icon?: string;
  addToNav?: boolean;
  defaultNav?: boolean;
}

/** Plugin settings as Grafana hands them out: secret values are never in them, only which ones are set. */
export interface PluginSettings {
  enabled: boolean;
  pinned: boolean;
  jsonData: Record<string, unknown>;
  secureJsonFields: Record<string, boolean>;
}

/** Id of the JSON script element that carries the boot data. */
export const BOOT_DATA_ELEMENT = 'girok-boot-data';
