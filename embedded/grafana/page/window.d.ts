import { type BootData } from '../bootData';

declare global {
  interface Window {
    girokBootData: BootData;
    __grafana_public_path__?: string;
    /** Set by scenes while an EmbeddedScene is active; templateSrv reads it as Grafana's does. */
    __grafanaSceneContext?: unknown;
    define?: AmdDefine;
  }

  interface AmdDefine {
    (deps: string[], factory: (...modules: unknown[]) => unknown): void;
    amd: Record<string, unknown>;
  }
}
