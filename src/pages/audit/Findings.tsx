import { css } from '@emotion/css';
import { dateTime, type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

import { FindingItem } from './FindingItem';
import { type AuditScope } from '../../../queries/audit/audit';
import { AnswerState, frameOf, useAnswer } from '../../scenes/answer';
import { type Finding, type Rule, RULES } from '../../scenes/findings';
import { LazyTabs } from '../../scenes/LazyTabs';
import { runner } from '../../scenes/query';
import { type Row, rowsOfFrame } from '../../scenes/rows';
import { ShowSql } from '../../scenes/ShowSql';
import { TabHeader } from '../../scenes/TabHeader';
import { filtersOf } from '../../scenes/variables';

interface FindingsState extends SceneObjectState {
  scope: AuditScope;
  sql: ShowSql;
}

/** What may need a look, by rules that ClickHouse computes: each a sentence, the rule in words, and its events. */
export class Findings extends SceneObjectBase<FindingsState> {
  constructor(scope: AuditScope) {
    super({
      scope,
      sql: new ShowSql({ title: 'Findings' }),
      $data: runner(RULES.map(({ id, question }) => ({ refId: id, sql: question(scope), as: 'table' }))),
    });
  }

  /** Narrows the page to the events of a finding and opens their list. */
  show({ filters, from, to }: Finding) {
    const start = dateTime(from - MARGIN);
    const end = dateTime(to + MARGIN);
    sceneGraph.getTimeRange(this).onTimeRangeChange({ from: start, to: end, raw: { from: start, to: end } });
    const variable = filtersOf(this);
    const others = variable.state.filters.filter(({ key }) => !filters.some((filter) => filter.key === key));
    variable.setState({ filters: [...others, ...filters] });
    sceneGraph.getAncestor(this, LazyTabs).open('events');
  }

  static Component = FindingsView;
}

/** Around the events of a finding, so that its first and last do not stand at the edge. */
const MARGIN = 60_000;

function FindingsView({ model }: SceneComponentProps<Findings>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const styles = useStyles2(getStyles);
  return (
    <section aria-label="Findings" aria-busy={answer.loading}>
      <TabHeader hint="What may need a look, among the events that match the filters. Each rule says when it speaks; it is a hint, not a proof.">
        <sql.Component model={sql} />
      </TabHeader>
      <AnswerState answer={answer} what="The findings" />
      <div className={styles.rules} style={{ opacity: answer.loading ? 0.5 : 1 }}>
        {RULES.map((rule) => {
          const frame = frameOf(answer, rule.id);
          return <RuleSection key={rule.id} model={model} rule={rule} rows={frame && rowsOfFrame(frame)} />;
        })}
      </div>
    </section>
  );
}

function RuleSection({ model, rule, rows }: { model: Findings; rule: Rule; rows: Row[] | undefined }) {
  const styles = useStyles2(getStyles);
  const found = rows?.map(rule.finding);
  return (
    <section className={styles.rule} aria-label={rule.title}>
      <h3 className={styles.title}>
        {rule.title} <span className={styles.count}>{countOf(found)}</span>
      </h3>
      <p className={styles.words}>{rule.words}</p>
      {found !== undefined && found.length > 0 && (
        <ul className={styles.findings}>
          {found.map((finding, i) => (
            <FindingItem key={i} model={model} finding={finding} />
          ))}
        </ul>
      )}
    </section>
  );
}

function countOf(found: Finding[] | undefined): string {
  if (found === undefined) {
    return '';
  }
  return found.length === 0 ? 'nothing found' : `${found.length} found`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  rules: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  rule: css({
    padding: theme.spacing(1, 1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  count: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular }),
  words: css({
    margin: 0,
    maxWidth: '90ch',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  findings: css({ margin: theme.spacing(1, 0, 0), padding: 0, listStyle: 'none' }),
});
