import { FaultPipeline } from './faultPipeline';
import { acknowledgeAndBack } from './lag/acknowledgeAndBack';
import { INJECTIONS } from './lag/injections';
import { LAG_FAULTS, type LagFault, patternOf } from './lag/lagFaults';
import { LagWatch } from './lag/lagWatch';
import { eventually } from '../embedded/clickhouse/testEngine';
import { ALERT_RULES } from '../queries/alerts/rules';

// the app's own clients of Grafana's alerting ask the stand-in over HTTP
jest.mock('@grafana/runtime', () => jest.requireActual('./lag/grafanaInNode'));

/** Names and places as everybody has them: the rules of provisioning/alerting/ ask the database `otel`. */
const USUAL = {
  kafkaTopic: 'otel-telemetry',
  kafkaLogsGroup: 'girok-logs',
  kafkaTracesGroup: 'girok-traces',
  kafkaMetricsGroup: 'girok-metrics',
  kafkaStatisticsMs: 300,
};
const MINUTE_MS = 60_000;
/** A consumer that fails tries again when it has waited and polled, so some states come late. Milliseconds. */
const PATIENCE_MS = 4 * MINUTE_MS;

let pipeline: FaultPipeline;
let watch: LagWatch;
beforeEach(async () => {
  pipeline = await FaultPipeline.start({ load: { batch: 0 }, database: 'otel', config: USUAL });
  await pipeline.producer.send(30);
  await pipeline.caughtUp();
}, 3 * MINUTE_MS);
afterEach(async () => {
  await watch.close();
  await pipeline.close();
});

/** Each look takes a sample, so that it is not taken all the time. */
const patiently = (expectation: () => Promise<void>) => eventually(expectation, { patience: PATIENCE_MS, pause: 500 });

const nothing = { statuses: [], isSeen: true, firing: [], others: [], brokerProblem: '', says: [] };

test.each(LAG_FAULTS.map((fault): [string, LagFault] => [fault.fault, fault]))(
  '%s: status, alert, sentence, acknowledgement; and all is well when it is over',
  async (_, { fault, source, statuses, alerts, brokerProblem, says }) => {
    const { before, inject, heal } = INJECTIONS[fault];
    await before?.(pipeline);
    await pipeline.caughtUp();
    watch = new LagWatch(pipeline);
    await patiently(async () => {
      expect(await watch.see('broker')).toEqual(nothing);
      expect(await watch.see('clickhouse')).toEqual(nothing);
    });

    await watch.remember();
    await inject(pipeline, watch);
    await patiently(async () =>
      expect(await watch.see(source)).toEqual({
        statuses,
        isSeen: true,
        firing: alerts,
        others: [],
        brokerProblem: brokerProblem === undefined ? '' : expect.stringContaining(brokerProblem),
        says: says.map((sentence) => expect.stringMatching(patternOf(sentence))),
      })
    );
    expect(await acknowledgeAndBack()).toEqual(alerts);

    await watch.remember();
    await heal(pipeline, watch);
    await patiently(async () => {
      expect(await watch.see('broker')).toEqual(nothing);
      expect(await watch.see('clickhouse')).toEqual(nothing);
    });
  },
  15 * MINUTE_MS
);

test(
  'while ClickHouse is away the broker tells what waits, and rules that cannot be evaluated are errors and no alerts',
  async () => {
    watch = new LagWatch(pipeline);
    await patiently(async () => expect(await watch.see('broker')).toEqual(nothing));
    await pipeline.killEngine();
    await pipeline.producer.send(30);
    await patiently(async () => {
      const { partitions, problems } = await watch.look();
      expect(partitions.map(({ source, signal, status }) => `${source} ${signal} ${status}`).sort()).toEqual(
        ['logs', 'metrics', 'traces'].map((signal) => `broker ${signal} STOPPED`)
      );
      expect(problems).toEqual({ broker: [], clickhouse: [expect.stringContaining('ECONNREFUSED')] });
    });
    const { firing, failing } = await watch.rules();
    expect(firing).toEqual([]);
    expect(failing).toHaveLength(ALERT_RULES.length);
    await pipeline.startEngine();
    await patiently(async () => expect(await watch.see('broker')).toEqual(nothing));
  },
  15 * MINUTE_MS
);
