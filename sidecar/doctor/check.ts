import { type Config } from '../config';
import { type DoctorContext } from './context';
import { explainError } from './explainError';
import { type Area, type Finding, skipped, type Verdict, warning } from './verdict';

/** What a check cannot do without; the check that `proves` it says whether it is there. */
export type Need = 'ClickHouse' | 'database' | 'Kafka';

interface CheckDefinition<Facts> {
  area: Area;
  name: string;
  needs?: Need[];
  /** Where this is not `proven`, the checks that need it are skipped. */
  proves?: Need;
  /** Default: nothing has failed. */
  proven?: (facts: Facts) => boolean;
  /** False where the configuration leaves nothing to check. */
  applies?: (config: Config) => boolean;
  /** Reads the facts. What it throws becomes a verdict of its own. */
  probe: (context: DoctorContext) => Promise<Facts>;
  /** Judges them. Pure. */
  judge: (facts: Facts) => Verdict[];
}

export interface Check {
  area: Area;
  name: string;
  needs: Need[];
  proves?: Need;
  applies: (config: Config) => boolean;
  run: (context: DoctorContext) => Promise<Outcome>;
}

interface Outcome {
  verdicts: Verdict[];
  proven: boolean;
}

/** A check of its parts: how facts are read, and what they mean. */
export function check<Facts>({ probe, judge, proven, ...rest }: CheckDefinition<Facts>): Check {
  return {
    needs: [],
    applies: () => true,
    ...rest,
    run: async (context) => {
      const facts = await probe(context);
      const verdicts = judge(facts);
      return { verdicts, proven: proven ? proven(facts) : verdicts.every(({ status }) => status !== 'failure') };
    },
  };
}

/**
 * Runs the checks one after the other and gives each finding as soon as it is made. Never throws: what a check throws is
 * a finding. No secret of the configuration is in a finding.
 */
export async function* diagnose(context: DoctorContext, checks: Check[]): AsyncGenerator<Finding, void, void> {
  const absent = new Set<Need>();
  for (const { area, name, needs, proves, applies, run } of checks) {
    if (!applies(context.config)) {
      continue;
    }
    const missing = needs.find((need) => absent.has(need));
    const skip = (need: Need): Outcome => ({ verdicts: [skipped(WITHOUT[need])], proven: false });
    const { verdicts, proven } = missing ? skip(missing) : await run(context).catch(notChecked);
    if (proves && !proven) {
      absent.add(proves);
    }
    for (const { status, text, next } of verdicts) {
      yield { area, check: name, status, text: context.hideSecrets(text), next: next && context.hideSecrets(next) };
    }
  }
}

const WITHOUT: Record<Need, string> = {
  ClickHouse: 'not checked: ClickHouse does not answer',
  database: 'not checked: the tables are not there yet',
  Kafka: 'not checked: Kafka does not answer',
};

function notChecked(error: unknown): Outcome {
  const { text, next } = explainError(error);
  // not proven, but not absent either: the checks that follow may know more
  return { verdicts: [warning(`could not be checked: ${text}`, next)], proven: true };
}
