import { broker } from './broker/answers';
import { groupLag, retention } from './broker/lag';
import { topics } from './broker/topics';
import { type Check } from './check';
import { answers } from './clickhouse/answers';
import { clock } from './clickhouse/clock';
import { cluster } from './clickhouse/cluster';
import { disk } from './clickhouse/disk';
import { features } from './clickhouse/features';
import { grants } from './clickhouse/grants';
import { mutations } from './clickhouse/mutations';
import { parts } from './clickhouse/parts';
import { lock } from './migrations/lock';
import { migrations } from './migrations/state';
import { consumers } from './queues/consumers';
import { queues } from './queues/present';
import { threads } from './queues/threads';
import { views } from './queues/views';
import { deadLetters } from './rows/deadLetters';
import { newest } from './rows/newest';

/** Everything that `girok doctor` looks at, in this order: each part stands on the ones before it. */
export const CHECKS: Check[] = [
  ...[answers, features, clock, grants, cluster, disk, parts, mutations],
  ...[migrations, lock],
  ...[broker, topics, groupLag, retention],
  ...[queues, views, consumers, threads],
  ...[deadLetters, newest],
];
