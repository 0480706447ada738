import { type ClickHouseClient } from '@clickhouse/client';

import { type StandInRule } from './ruleFile';
import { changesBetween, type Evaluated, type InstanceState, nextStates, type StateChange } from './states';
import { expandTemplate } from './template';
import { reasonOf } from '../server/query/runQueries';

/** A rule with what its last evaluation gave. */
export interface EvaluatedRule {
  rule: StandInRule;
  states: readonly InstanceState[];
  /** Empty: it went well. */
  error: string;
  at: number;
}

/** An instance with all labels and the annotations that Grafana would give it. */
export interface FullInstance extends InstanceState {
  rule: StandInRule;
  allLabels: Record<string, string>;
  annotations: Record<string, string>;
}

/** A change of an instance, as the history of its rule has it. */
export interface RuleChange extends StateChange {
  rule: StandInRule;
  at: number;
}

/** The newest changes are kept. */
const MOST_CHANGES = 1000;

/** Evaluates rules on ClickHouse, one after another as Grafana does with a group, and keeps their states in memory. */
export class Evaluator {
  private readonly kept = new Map<string, EvaluatedRule>();
  private changed: RuleChange[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: ClickHouseClient,
    private rules: readonly StandInRule[],
    private readonly folderUid: string
  ) {}

  /** Puts these rules in the place of those of their group, and evaluates them at once; no rules remove the group. */
  async setGroup(group: string, rules: readonly StandInRule[]): Promise<void> {
    this.rules = [...this.rules.filter((rule) => rule.group !== group), ...rules];
    for (const uid of this.kept.keys()) {
      if (!this.rules.some((rule) => rule.uid === uid)) {
        this.kept.delete(uid);
      }
    }
    for (const rule of rules) {
      await this.evaluate(rule, Date.now);
    }
  }

  rulesOf(group: string): StandInRule[] {
    return this.rules.filter((rule) => rule.group === group);
  }

  start(everyMs: number): void {
    const round = () => {
      this.running = this.evaluateAll().finally(() => {
        this.timer = this.timer && setTimeout(round, everyMs);
      });
    };
    this.timer = setTimeout(round, 0);
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.running;
  }

  async evaluateAll(now = Date.now): Promise<void> {
    for (const rule of this.rules) {
      await this.evaluate(rule, now);
    }
  }

  private async evaluate(rule: StandInRule, now: () => number): Promise<void> {
    const evaluated = await this.ask(rule);
    // it may have been removed, or made anew, while ClickHouse was asked
    if (this.rules.includes(rule)) {
      const [before, at] = [this.kept.get(rule.uid)?.states ?? [], now()];
      const states = nextStates(rule, before, evaluated, at);
      this.kept.set(rule.uid, { rule, states, error: 'error' in evaluated ? evaluated.error : '', at });
      const changes = changesBetween(before, states).map((change) => ({ ...change, rule, at }));
      this.changed = [...this.changed, ...changes].slice(-MOST_CHANGES);
    }
  }

  /** Rules that were evaluated at least once. */
  evaluated(): EvaluatedRule[] {
    return [...this.kept.values()];
  }

  /** Oldest first. */
  changes(): readonly RuleChange[] {
    return this.changed;
  }

  /** The labels of an instance with those of its rule and those that Grafana adds. */
  allLabels(rule: StandInRule, own: Record<string, string>): Record<string, string> {
    return {
      alertname: rule.title,
      grafana_folder: rule.folder,
      __alert_rule_uid__: rule.uid,
      __alert_rule_namespace_uid__: this.folderUid,
      ...rule.labels,
      ...own,
    };
  }

  instancesOf({ rule, states }: EvaluatedRule): FullInstance[] {
    return states.map((one) => ({
      ...one,
      rule,
      allLabels: this.allLabels(rule, one.labels),
      annotations: Object.fromEntries(
        Object.entries(rule.annotations).map(([name, text]) => [name, expandTemplate(text, one.labels, one.value)])
      ),
    }));
  }

  private async ask({ sql }: StandInRule): Promise<Evaluated> {
    try {
      const answer = await this.client.query({
        query: sql,
        format: 'JSONEachRow',
        clickhouse_settings: { readonly: '2' },
      });
      const rows = await answer.json<Record<string, string | number>>();
      return {
        rows: rows.map(({ value, ...labels }) => ({
          value: Number(value),
          labels: Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, String(text)])),
        })),
      };
    } catch (error) {
      return { error: reasonOf(error) };
    }
  }
}
