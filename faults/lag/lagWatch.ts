import { letTimePass, rememberSamples, restoreSamples } from './letTimePass';
import { pageSays } from './pageSays';
import { StandInAlerts } from './standInAlerts';
import { type LagSource } from '../../queries/lag/samples';
import { runGirok } from '../../sidecar/cli/runGirok';
import { type Config, environmentName } from '../../sidecar/config';
import { type LagReport, LagSampler } from '../../sidecar/lag/lagSampler';
import { goOnFromStored, storeSamples } from '../../sidecar/lag/sampleStore';
import { type FaultPipeline } from '../faultPipeline';

const EVERY_MS = 15_000;
const MINUTE_MS = 60_000;
/** The longest that a rule waits is a quarter of an hour. Minutes. */
const MOMENTS = [0, 10, 20];

/** What `girok serve`, Grafana's rules and the Pipeline page make of a pipeline at one time. */
export interface Sight {
  /** Of the source that is asked for: `signal STATUS` of what is not OK. */
  statuses: string[];
  /** Whether that source told anything. */
  isSeen: boolean;
  firing: string[];
  /** Rules whose query failed, or that wait to fire. */
  others: string[];
  /** What girok could not see of the broker, as its log has it. */
  brokerProblem: string;
  says: string[];
}

/** Samples a pipeline as `girok serve` does, and looks at it with the eyes of those who watch it. */
export class LagWatch {
  private take: () => Promise<LagReport>;
  private standIn: StandInAlerts | undefined;
  private remembers = false;
  private readonly atEnd: Array<() => Promise<void>> = [];

  constructor(private readonly pipeline: FaultPipeline) {
    this.take = takerOf(this.samplerOf({}));
  }

  /** Goes on with another configuration, as after a restart. */
  async sampleWith(config: Partial<Config>): Promise<void> {
    const sampler = this.samplerOf(config);
    await goOnFromStored(this.pipeline.client, this.pipeline.config.database, sampler.book);
    this.take = takerOf(sampler);
  }

  /** Goes on with `girok lag` in a process of its own, which has these variables of the environment. */
  async sampleInProcess(config: Partial<Config>, environment: Record<string, string>): Promise<void> {
    const given = Object.entries({ ...this.pipeline.config, ...config }).filter(([, value]) => value !== undefined);
    const settings = Object.fromEntries(given.map(([key, value]) => [environmentName(key), String(value)]));
    this.take = async () => {
      const { stdout, stderr } = await runGirok(['lag', '--json'], { ...settings, ...environment });
      if (stdout === '') {
        throw new Error(stderr);
      }
      return JSON.parse(stdout) as LagReport;
    };
  }

  /** From now on `see` begins with the samples of now, however often it is asked. */
  async remember(): Promise<void> {
    await rememberSamples(this.pipeline);
    this.remembers = true;
  }

  /** Something to be ended with the watch. */
  alsoClose(end: () => Promise<void>): void {
    this.atEnd.push(end);
  }

  /** One sample that is not stored. */
  look(): Promise<LagReport> {
    return this.take();
  }

  /** What the rules say now: those that fire, and those that cannot be evaluated. */
  async rules(): Promise<{ firing: string[]; failing: string[] }> {
    await this.standIn?.close();
    this.standIn = await StandInAlerts.start(this.pipeline.client);
    await this.standIn.evaluate(Date.now());
    return { firing: this.standIn.in('Alerting'), failing: this.standIn.in('Error') };
  }

  /** One sample, stored. */
  async sample(): Promise<LagReport> {
    const report = await this.take();
    await storeSamples(this.pipeline.client, this.pipeline.config.database, report);
    return report;
  }

  /** Twenty minutes of the state of now: three samples with ten minutes between them, the rules evaluated at each. */
  async see(source: LagSource): Promise<Sight> {
    if (this.remembers) {
      await restoreSamples(this.pipeline);
    }
    await this.standIn?.close();
    this.standIn = await StandInAlerts.start(this.pipeline.client);
    const begin = Date.now() - MOMENTS[MOMENTS.length - 1] * MINUTE_MS;
    let report: LagReport | undefined;
    for (const minutes of MOMENTS) {
      if (minutes > 0) {
        await letTimePass(this.pipeline, 10);
      }
      report = await this.sample();
      await this.standIn.evaluate(begin + minutes * MINUTE_MS);
    }
    const seen = report?.partitions.filter((one) => one.source === source) ?? [];
    return {
      statuses: seen
        .filter(({ status }) => status !== 'OK')
        .map(({ signal, status }) => `${signal} ${status}`)
        .sort(),
      isSeen: seen.length > 0,
      firing: this.standIn.in('Alerting'),
      others: [...this.standIn.in('Pending'), ...this.standIn.in('Error')],
      brokerProblem: report?.problems.broker.join('\n') ?? '',
      says: await pageSays(this.pipeline.client),
    };
  }

  async close(): Promise<void> {
    await this.standIn?.close();
    for (const end of this.atEnd) {
      await end();
    }
  }

  private samplerOf(config: Partial<Config>): LagSampler {
    return new LagSampler({ ...this.pipeline.config, ...config }, this.pipeline.client, EVERY_MS);
  }
}

const takerOf = (sampler: LagSampler) => () => sampler.take();
