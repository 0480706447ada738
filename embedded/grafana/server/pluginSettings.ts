import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

import { type PluginSettings } from '../bootData';
import { type RouteData } from './pluginRoutes';

/** What a plugin's configuration page posts. Source: Grafana's UpdatePluginSettingCmd. */
export const settingsUpdate = z.object({
  enabled: z.boolean().default(true),
  pinned: z.boolean().default(true),
  jsonData: z.record(z.string(), z.unknown()).nullish(),
  secureJsonData: z.record(z.string(), z.string()).nullish(),
  version: z.string().nullish(),
});

export type SettingsUpdate = z.infer<typeof settingsUpdate>;

const stored = z.object({
  enabled: z.boolean(),
  pinned: z.boolean(),
  jsonData: z.record(z.string(), z.unknown()),
  secureJsonData: z.record(z.string(), z.string()),
});

type Stored = z.infer<typeof stored>;

const NEW: Stored = { enabled: true, pinned: true, jsonData: {}, secureJsonData: {} };

/** Settings that stand over those in the file, as Grafana's provisioning does it at each start. */
export type ProvidedSettings = () => Pick<Stored, 'jsonData' | 'secureJsonData'> | undefined;

/** The plugin's settings in one JSON file, readable by its owner only. */
export class PluginSettingsFile {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly file: string,
    private readonly provided: ProvidedSettings = () => undefined
  ) {}

  /** Without secret values. Throws when the file is there and is not a settings file, so that nothing is overwritten. */
  async read(): Promise<PluginSettings> {
    return shown(await this.withProvided());
  }

  /** With secret values: for the plugin proxy alone. */
  async forProxy(): Promise<RouteData> {
    const { jsonData, secureJsonData } = await this.withProvided();
    return { JsonData: jsonData, SecureJsonData: secureJsonData };
  }

  /** Secrets that the update does not name stay, as in Grafana. Updates are written one after another. */
  async update(update: SettingsUpdate): Promise<PluginSettings> {
    const written = this.last.then(() => this.write(update));
    this.last = written.catch(() => undefined);
    return written;
  }

  private async write({ enabled, pinned, jsonData, secureJsonData }: SettingsUpdate): Promise<PluginSettings> {
    const before = await this.load();
    const next: Stored = {
      enabled,
      pinned,
      jsonData: jsonData ?? before.jsonData,
      secureJsonData: { ...before.secureJsonData, ...secureJsonData },
    };
    const aside = `${this.file}.new`;
    await mkdir(path.dirname(this.file), { recursive: true });
    await writeFile(aside, JSON.stringify(next, null, 2), { mode: 0o600 });
    await rename(aside, this.file);
    return this.read();
  }

  private async withProvided(): Promise<Stored> {
    const stored = await this.load();
    const provided = this.provided();
    return {
      ...stored,
      jsonData: { ...stored.jsonData, ...provided?.jsonData },
      secureJsonData: { ...stored.secureJsonData, ...provided?.secureJsonData },
    };
  }

  private async load(): Promise<Stored> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return NEW;
      }
      throw error;
    }
    try {
      return stored.parse(JSON.parse(text));
    } catch {
      throw new Error(
        `The settings file ${path.basename(this.file)} cannot be read as plugin settings. Mend it or move it away; it is left as it is.`
      );
    }
  }
}

function shown({ enabled, pinned, jsonData, secureJsonData }: Stored): PluginSettings {
  const set = Object.keys(secureJsonData).filter((name) => secureJsonData[name] !== '');
  return { enabled, pinned, jsonData, secureJsonFields: Object.fromEntries(set.map((name) => [name, true])) };
}
