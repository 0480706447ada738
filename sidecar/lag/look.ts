import { type Sample } from './sample';
import { type Probe } from './timeLag';
import { type LagSource } from '../../queries/lag/samples';
import { type Signal } from '../doctor/signals';

/** What one source saw of one group on one partition. */
export interface SeenPartition {
  source: LagSource;
  signal: Signal;
  group: string;
  topic: string;
  partition: number;
  sample: Sample;
  retentionMs?: number;
  probes?: Probe[];
}

/** What one source saw at one moment, and what it could not see. */
export interface Look {
  partitions: SeenPartition[];
  /** In words, one for each thing that is missing. */
  problems: string[];
}
