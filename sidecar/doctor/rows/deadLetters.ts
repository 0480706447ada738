import { identifier, sql } from '../../../queries/sql';
import { check } from '../check';
import { ok, type Verdict, warning } from '../verdict';

export interface DeadLetterCount {
  queue: string;
  reason: string;
  messages: number;
}

export function judgeDeadLetters(letters: DeadLetterCount[]): Verdict[] {
  if (letters.length === 0) {
    return [ok('none in the last 24 hours')];
  }
  const total = letters.reduce((sum, { messages }) => sum + messages, 0);
  const reasons = letters.map(({ queue, reason, messages }) => `${messages.toLocaleString('en')} ${reason} (${queue})`);
  return [
    warning(
      `${total.toLocaleString('en')} in the last 24 hours: ${reasons.join(', ')}`,
      'See what they are with girok dead-letters list; girok dead-letters replay sends them through again.'
    ),
  ];
}

export const deadLetters = check<DeadLetterCount[]>({
  area: 'Rows',
  name: 'dead letters',
  needs: ['ClickHouse', 'database'],
  probe: async ({ ask, config }) => {
    const rows = await ask<{ queue: string; reason: string; messages: string }>(sql`
      SELECT Queue AS queue, Reason AS reason, count() AS messages
      FROM ${identifier(`${config.database}.otel_audit_dead_letters`)} FINAL
      WHERE Time > now() - INTERVAL 1 DAY GROUP BY queue, reason ORDER BY messages DESC, queue, reason`);
    return rows.map((row) => ({ ...row, messages: Number(row.messages) }));
  },
  judge: judgeDeadLetters,
});
