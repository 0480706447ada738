/** What Girok reads of Grafana's alerting API, in its wire shapes (seen in 12.4.3). Times are ISO texts. */

export type Labels = Readonly<Record<string, string>>;

/** One instance of a rule. */
export interface RuleInstance {
  labels: Labels;
  annotations: Labels;
  /** `Alerting`, `Pending`, `Recovering`, `NoData`, `Error`, `Normal`; perhaps with a reason, `Alerting (NoData)`. */
  state: string;
  /** Since when it is in this state; year 1 for never. */
  activeAt: string;
}

export interface GrafanaRule {
  uid: string;
  name: string;
  folderUid: string;
  /** Title of the folder. */
  folder: string;
  /** `ok`, `error`, `nodata`, `unknown`. */
  health: string;
  lastError: string;
  lastEvaluation: string;
  isPaused: boolean;
  /** How often it notifies again while it fires, as `30m`; empty: as the notification policy says. */
  repeatInterval: string;
  /** Labels that every instance has. */
  labels: Labels;
  annotations: Labels;
  instances: readonly RuleInstance[];
}

/** An alert as the Alertmanager has it: only those that fire. */
export interface AlertmanagerAlert {
  labels: Labels;
  annotations: Labels;
  startsAt: string;
  /** Ids of the silences that hold it back. */
  silencedBy: readonly string[];
}

export interface Matcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

export interface Silence {
  id: string;
  matchers: readonly Matcher[];
  startsAt: string;
  endsAt: string;
  updatedAt: string;
  /** Whatever the client said: it proves nothing. */
  createdBy: string;
  comment: string;
  state: 'active' | 'pending' | 'expired';
  /** Whether the one who asks may change it; undefined when Grafana does not say. */
  mayWrite: boolean | undefined;
}

/** A silence to be made (without id) or changed (with it). */
export type SilenceToWrite = Pick<Silence, 'matchers' | 'startsAt' | 'endsAt' | 'createdBy' | 'comment'> & {
  id?: string;
};

export interface Annotation {
  id: number;
  /** ms since 1970. */
  time: number;
  timeEnd: number;
  text: string;
  tags: readonly string[];
  /** Who wrote it, set by Grafana. */
  login: string;
  /** Empty: of the organisation. */
  dashboardUid: string;
  data: unknown;
}

/** Matcher whose silence needs no more than the right to silence in the rule's folder. */
export const RULE_UID_LABEL = '__alert_rule_uid__';

/** Label that marks rules as those of a plugin. */
export const ORIGIN_LABEL = '__grafana_origin';
export const GIROK_ORIGIN = 'plugin/girok-telemetry-app';

/** Folder of the rules, and of the dashboard that carries the notes of who acknowledged what. */
export const ALERT_FOLDER = 'Girok';
export const PIPELINE_DASHBOARD_UID = 'girok-pipeline';
