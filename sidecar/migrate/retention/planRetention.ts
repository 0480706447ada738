import { identifier } from '../../../queries/sql';
import { type JournalEntry, WHOLE } from '../journal';
import { formatPeriod, isShorter, parsePeriod, type Period } from '../period';
import { type PlanInput, type PlannedStatement } from '../planned';
import { readEngine } from '../rehearsal/engineClauses';
import { plainSql } from '../sqlTokens';
import { type Cluster, onCluster } from '../topology';
import { rendered } from '../versioned';

/** How long the rows of one table are kept, now and as configured. */
export interface RetentionPlan {
  kind: 'retention';
  /** Name in the journal. */
  id: string;
  table: string;
  /** Variable of the templates: `logs_retention`. */
  setting: string;
  /** When a row expires, counted from this: `toDateTime(Timestamp)`. */
  expression: string;
  /** Undefined when the table has no TTL. */
  before: Period | undefined;
  after: Period;
  /** Whether rows are lost that would be kept now. */
  deletes: boolean;
  /** Set when the table has a TTL of another form, which somebody made for it: it is left alone. */
  ownTtl?: string;
  /** Empty when nothing is to be done. */
  statements: PlannedStatement[];
}

const unitId = (table: string) => `retention ${table}`;
const TTL_OF_TEMPLATE = /\bTTL (.+?) \+ INTERVAL \{\{(\w+):Interval\}\}/i;
const TABLE = /^(?:CREATE|ALTER) TABLE (?:IF NOT EXISTS )?(\w+)/i;
const SIMPLE_TTL = /^([\w`(). ]+?) \+ toInterval(Day|Week|Month|Year)\((\d+)\)$/;
/** Makes a change of TTL read only the columns that it needs and write no data. */
const RECALCULATE = 'materialize_ttl_recalculate_only';

interface Wanted {
  table: string;
  setting: string;
  expression: string;
  after: Period;
}

/** Which tables keep their rows for another time than configured. Which setting is whose the templates say. Pure. */
export function planRetention(input: PlanInput): RetentionPlan[] {
  const wanted = wantedRetention(input);
  const cluster = input.variables.cluster === undefined ? undefined : String(input.variables.cluster);
  return wanted.flatMap((want) => {
    const present = input.live.get(want.table);
    if (!present) {
      return []; // its CREATE TABLE will say it
    }
    const { ttl, settings } = readEngine(present.engineFull);
    const whole = input.journal.find((entry) => entry.migration === unitId(want.table) && entry.statement === WHOLE);
    return [planTable(input.database, cluster, want, ttl, RECALCULATE in settings, whole)];
  });
}

/** The last template that gives a table a TTL by configuration counts. */
function wantedRetention({ sources, variables, database }: PlanInput): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { id, template } of sources.migrations) {
    for (const statement of rendered(`${id}.sql`, template, variables)) {
      const [, expression, setting] = TTL_OF_TEMPLATE.exec(plainSql(statement.template)) ?? [];
      const after = parsePeriod(String(variables[setting] ?? ''));
      const [, table] = TABLE.exec(plainSql(statement.shown).replaceAll('`', '').replace(`${database}.`, '')) ?? [];
      if (table && after) {
        wanted.set(table, { table, setting, expression, after });
      }
    }
  }
  return [...wanted.values()];
}

function planTable(
  database: string,
  cluster: Cluster,
  want: Wanted,
  ttl: string,
  recalculates: boolean,
  whole: JournalEntry | undefined
): RetentionPlan {
  const [, liveExpression, unit, count] = SIMPLE_TTL.exec(ttl) ?? [];
  const before = unit === undefined ? undefined : parsePeriod(`${count} ${unit}`);
  const plan: RetentionPlan = {
    kind: 'retention',
    id: unitId(want.table),
    ...want,
    expression: liveExpression ?? want.expression,
    before,
    deletes: before === undefined || isShorter(want.after, before),
    statements: [],
  };
  if (ttl !== '' && before === undefined) {
    return { ...plan, ownTtl: ttl, deletes: false };
  }
  const equal = before !== undefined && formatPeriod(before) === formatPeriod(want.after);
  const unfinished = recalculates || (whole !== undefined && whole.event !== 'done');
  return equal && !unfinished ? plan : { ...plan, statements: statementsFor(database, cluster, plan, equal) };
}

/** @param equal the TTL is right already: an earlier run was cut off before the parts followed */
function statementsFor(database: string, cluster: Cluster, plan: RetentionPlan, equal: boolean): PlannedStatement[] {
  const table = identifier(`${database}.${plan.table}`).text + onCluster(cluster).text;
  const period = formatPeriod(plan.after);
  const change: Array<{ sql: string; description: string; effect: PlannedStatement['effect'] }> = [
    {
      sql: `ALTER TABLE ${table} MODIFY SETTING ${RECALCULATE} = 1`,
      description: 'let the change recalculate expiry, not rewrite rows',
      effect: 'metadata',
    },
    equal
      ? {
          sql: `ALTER TABLE ${table} MATERIALIZE TTL`,
          description: `let stored parts follow ${period}`,
          effect: 'mutation',
        }
      : {
          sql: `ALTER TABLE ${table} MODIFY TTL ${plan.expression} + INTERVAL ${period}`,
          description: `keep rows for ${period}`,
          effect: plan.deletes ? 'destructive' : 'mutation',
        },
    {
      sql: `ALTER TABLE ${table} RESET SETTING ${RECALCULATE}`,
      description: 'reset that setting',
      effect: 'metadata',
    },
  ];
  return change.map(({ sql, description, effect }, i) => ({
    migration: plan.id,
    position: i + 1,
    of: change.length,
    description,
    effect,
    sql,
    shown: sql,
    templateHash: '',
    statementHash: '',
  }));
}
