import { type Config } from '../config';

/** What the server works with: the configuration, checked and completed. */
export interface ServeConfig {
  host: string;
  port: number;
  /** Longest that an answer may take. */
  timeoutMs: number;
  maxAnswerBytes: number;
  access: AccessConfig;
}

/** Who is let in. */
export interface AccessConfig {
  sidecarSecret: string;
  /** Undefined: the Jaeger routes need an identity like all others. */
  jaegerSecret?: string;
  /** Undefined: whatever needs an identity is refused. */
  grafana?: GrafanaConfig;
}

export interface GrafanaConfig {
  issuer: string;
  jwksUrl: string;
  orgId: number;
}

/** @throws Error that names the setting which is missing or wrong */
export function serveConfig(config: Config): ServeConfig {
  const { sidecarSecret, jaegerSecret, grafanaIssuer, grafanaInternalUrl, grafanaOrg } = config;
  if (sidecarSecret === undefined) {
    throw new Error(
      'GIROK_SIDECAR_SECRET is not set: nobody could be let in. `openssl rand -hex 32` makes one; ' +
        'give the same to the app under Administration > Plugins > Girok Telemetry > Configuration.'
    );
  }
  if (jaegerSecret === sidecarSecret) {
    throw new Error(
      'GIROK_JAEGER_SECRET and GIROK_SIDECAR_SECRET are the same. Whoever may edit a data source in Grafana can learn ' +
        'its secret, so the Jaeger data source needs one of its own.'
    );
  }
  if (grafanaIssuer === undefined && grafanaInternalUrl !== undefined) {
    throw new Error(
      'GIROK_GRAFANA_INTERNAL_URL is set and GIROK_GRAFANA_ISSUER is not. The issuer is the root_url of Grafana.'
    );
  }
  // Grafana ends its root_url with a slash, whether it was configured so or not
  const issuer = grafanaIssuer && asFolder(grafanaIssuer);
  return {
    host: config.serveHost,
    port: config.servePort,
    timeoutMs: config.serveTimeoutS * 1000,
    maxAnswerBytes: config.serveAnswerMb * 2 ** 20,
    access: {
      sidecarSecret,
      jaegerSecret,
      grafana:
        issuer === undefined
          ? undefined
          : {
              issuer,
              jwksUrl: new URL('api/signing-keys/keys', grafanaAddress(config)).href,
              orgId: grafanaOrg,
            },
    },
  };
}

/** Where Grafana's API is, with a slash at its end; undefined when nothing says. */
export function grafanaAddress({
  grafanaInternalUrl,
  grafanaIssuer,
}: Pick<Config, 'grafanaInternalUrl' | 'grafanaIssuer'>): string | undefined {
  const url = grafanaInternalUrl ?? grafanaIssuer;
  return url && asFolder(url);
}

const asFolder = (url: string) => url.replace(/\/*$/, '/');
