import consumerExceptions from '../../../docs/runbooks/girok-consumer-exceptions.md';
import deadLetters from '../../../docs/runbooks/girok-dead-letters.md';
import freshness from '../../../docs/runbooks/girok-freshness.md';
import lagGrowing from '../../../docs/runbooks/girok-lag-growing.md';
import lagMessages from '../../../docs/runbooks/girok-lag-messages.md';
import lagTime from '../../../docs/runbooks/girok-lag-time.md';
import missingDependency from '../../../docs/runbooks/girok-missing-dependency.md';
import monitorBlind from '../../../docs/runbooks/girok-monitor-blind.md';
import noAssignment from '../../../docs/runbooks/girok-no-assignment.md';
import noConsumer from '../../../docs/runbooks/girok-no-consumer.md';
import parts from '../../../docs/runbooks/girok-parts.md';
import rebalances from '../../../docs/runbooks/girok-rebalances.md';
import retention from '../../../docs/runbooks/girok-retention.md';
import slo from '../../../docs/runbooks/girok-slo.md';
import stalled from '../../../docs/runbooks/girok-stalled.md';
import viewErrors from '../../../docs/runbooks/girok-view-errors.md';
import { pageUrl } from '../../app/plugin';

/** The runbooks as they stand in docs/runbooks, by the id of their alert rule. */
export const RUNBOOKS: Readonly<Record<string, string>> = {
  'girok-consumer-exceptions': consumerExceptions,
  'girok-dead-letters': deadLetters,
  'girok-freshness': freshness,
  'girok-lag-growing': lagGrowing,
  'girok-lag-messages': lagMessages,
  'girok-lag-time': lagTime,
  'girok-missing-dependency': missingDependency,
  'girok-monitor-blind': monitorBlind,
  'girok-no-assignment': noAssignment,
  'girok-no-consumer': noConsumer,
  'girok-parts': parts,
  'girok-rebalances': rebalances,
  'girok-retention': retention,
  'girok-slo': slo,
  'girok-stalled': stalled,
  'girok-view-errors': viewErrors,
};

/** Address of a runbook, without its query. */
export const runbookUrl = (id: string) => `${pageUrl('pipeline')}/runbooks/${id}`;
