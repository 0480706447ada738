import { sql } from '../../../queries/sql';
import { check } from '../check';
import { failure, ok, type Verdict, warning } from '../verdict';

/** Text indexes (search in audit logs) are part of ClickHouse since then. */
const OLDEST = [26, 2];

export interface Features {
  version: string;
  /** Whether the table engines include Kafka. */
  hasKafka: boolean;
  readsKafka: boolean;
  /** Setting `enable_analyzer`; undefined on a server that has no such setting any more. */
  analyzer: string | undefined;
}

export function judgeFeatures({ version, hasKafka, readsKafka, analyzer }: Features): Verdict[] {
  const [major, minor] = version.split('.').map(Number);
  const verdicts: Verdict[] = [];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    verdicts.push(
      failure(
        `ClickHouse ${version} has no text index; ${OLDEST.join('.')} is the oldest version that works`,
        'Upgrade ClickHouse, then run girok migrate up.'
      )
    );
  }
  if (readsKafka && !hasKafka) {
    verdicts.push(
      failure(
        'this ClickHouse is built without the Kafka engine',
        'Use an official build, or GIROK_QUEUES=null with the receiver in place of Kafka.'
      )
    );
  }
  if (analyzer === '0') {
    verdicts.push(
      warning(
        'the analyzer is off (enable_analyzer = 0): views are then read by other rules than those they were tested with',
        "Remove enable_analyzer = 0 from the user's settings profile."
      )
    );
  }
  return verdicts.length > 0 ? verdicts : [ok(`text index, analyzer${readsKafka ? ', Kafka engine' : ''}`)];
}

export const features = check<Features>({
  area: 'ClickHouse',
  name: 'features',
  needs: ['ClickHouse'],
  probe: async ({ ask, config }) => {
    const [row] = await ask<{ version: string; kafka: string; analyzer: string[] }>(sql`
      SELECT version() AS version,
        (SELECT count() FROM system.table_engines WHERE name = 'Kafka') AS kafka,
        (SELECT groupArray(value) FROM system.settings WHERE name = 'enable_analyzer') AS analyzer`);
    return {
      version: row.version,
      hasKafka: Number(row.kafka) > 0,
      readsKafka: config.queues === 'kafka',
      analyzer: row.analyzer[0],
    };
  },
  judge: judgeFeatures,
});
