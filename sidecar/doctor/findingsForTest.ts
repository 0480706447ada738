import { type Finding } from './verdict';

/** Free space is that of the machine which runs the tests: what it means is tested in clickhouse.test.ts. */
const isOfTheMachine = ({ check }: Finding) => check === 'disk space';

/** What is neither well nor of the machine. */
export const notWell = (found: Finding[]) =>
  found.filter((finding) => finding.status !== 'ok' && !isOfTheMachine(finding));

/** What has failed, and what is warned of. */
export const unwell = (found: Finding[]) =>
  notWell(found).filter(({ status }) => status === 'failure' || status === 'warning');
