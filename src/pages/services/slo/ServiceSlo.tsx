import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';

import { budgetsOf } from './budget';
import { BudgetTable } from './BudgetTable';
import { ObjectiveDialog } from './ObjectiveDialog';
import { type Objectives } from './Objectives';
import { mayConfigure, mayMakeRules, RIGHT_TO_CONFIGURE, RIGHT_TO_MAKE_RULES } from './rights';
import { RulesDialog } from './RulesDialog';
import { useRules } from './useRules';
import { burnRules } from '../../../../queries/slo/burnRules';
import { type Slo } from '../../../../queries/slo/objective';
import { serviceBudget } from '../../../../queries/slo/serviceBudget';
import { grafanaVariable } from '../../../../queries/sql';
import { type TableMapping } from '../../../../queries/tables';
import { endOf } from '../../../../queries/timeRange';
import { AnswerState, useAnswer } from '../../../scenes/answer';
import { rowsOfFrame } from '../../../scenes/rows';
import { serviceTitle } from '../../../scenes/services/service';
import { ShowSql } from '../../../scenes/ShowSql';
import { ask } from '../../../scenes/tab/ask';
import { chosenDataSourceUid } from '../../../scenes/variables';
import { SERVICE_VARIABLE, serviceOf } from '../ServiceVariable';

interface ServiceSloState extends SceneObjectState {
  tables: TableMapping;
  objectives: Objectives;
  sql: ShowSql;
}

/** The objective of the service, what is left of its budget and how fast it goes. Of all its requests: filters of the page do not count. */
export class ServiceSlo extends SceneObjectBase<ServiceSloState> {
  constructor(tables: TableMapping, objectives: Objectives) {
    super({ tables, objectives, sql: new ShowSql({ title: 'Error budget' }) });
    this.addActivationHandler(() => {
      this.askForBudget();
      this._subs.add(objectives.subscribeToState(() => this.askForBudget()));
      this._subs.add(serviceOf(this).subscribeToState(() => this.askForBudget()));
    });
  }

  private askForBudget() {
    const slo = this.state.objectives.of(serviceOf(this).state.service);
    if (slo) {
      const scope = { tables: this.state.tables, where: grafanaVariable(SERVICE_VARIABLE) };
      ask(this, { refId: 'budget', sql: serviceBudget(scope, slo, endOf('dashboard')), as: 'table' });
    }
  }

  static Component = ServiceSloView;
}

function ServiceSloView({ model }: SceneComponentProps<ServiceSlo>) {
  const { objectives } = model.useState();
  const { problems } = objectives.useState();
  const { service } = serviceOf(model).useState();
  const [isEditing, setEditing] = useState(false);
  const styles = useStyles2(getStyles);
  const slo = objectives.of(service);
  return (
    <section aria-label="Objective" className={styles.box}>
      <header className={styles.header}>
        <h2 className={styles.title}>Objective</h2>
        {slo && <model.state.sql.Component model={model.state.sql} />}
        {mayConfigure() ? (
          <Button size="sm" variant="secondary" onClick={() => setEditing(true)}>
            {slo ? 'Change objective' : 'Set objective'}
          </Button>
        ) : (
          <span className={styles.faint}>Setting an objective asks for {RIGHT_TO_CONFIGURE}.</span>
        )}
      </header>
      {problems
        // who can mend it is told of all: one whose service is misspelt has no page
        .filter((problem) => problem.service === service || mayConfigure())
        .map(({ service: of, text }, i) => (
          <p key={i} className={styles.problem}>
            <Icon name="exclamation-triangle" aria-hidden /> The objective of “{serviceTitle(of)}” in the settings of
            the app is not used. {text}
          </p>
        ))}
      {slo ? (
        <SloBody model={model} slo={slo} />
      ) : (
        <p className={styles.faint}>
          Nothing is promised of this service. With an objective, its error budget and how fast it is spent stand here.
        </p>
      )}
      {isEditing && <ObjectiveDialog service={service} objectives={objectives} onClose={() => setEditing(false)} />}
    </section>
  );
}

function SloBody({ model, slo }: { model: ServiceSlo; slo: Slo }) {
  const { tables } = model.useState();
  const { value: range } = sceneGraph.getTimeRange(model).useState();
  const answer = useAnswer(model);
  const rules = useRules(slo.service, tables);
  const [isOpen, setOpen] = useState(false);
  const styles = useStyles2(getStyles);
  const { frames, loading } = answer;
  // the frames of the page stand in until the budget has been asked for
  const budgets = useMemo(() => budgetsOf(rowsOfFrame(frames.find(({ refId }) => refId === 'budget'))), [frames]);
  const kept = rules.kept ?? [];
  const isStale =
    kept.length > 0 &&
    burnRules(slo, tables).some((rule) => !kept.some(({ sql }) => sql === rule.sql(tables.database).text));
  return (
    <div aria-busy={loading} style={{ opacity: loading && budgets.length > 0 ? 0.5 : 1 }}>
      <AnswerState answer={answer} what="The error budget" />
      {budgets.length > 0 && <BudgetTable budgets={budgets} slo={slo} now={range.to.valueOf()} />}
      <div className={styles.header}>
        <span className={isStale ? styles.problem : styles.faint}>
          {rules.failure !== undefined
            ? `Its alert rules could not be read: ${rules.failure}`
            : kept.length === 0
              ? rules.kept && 'No alert rule watches it.'
              : isStale
                ? 'Its alert rules in Grafana are about another objective: make them anew.'
                : 'Alert rules in Grafana watch it.'}
        </span>
        {mayMakeRules() ? (
          <Button size="sm" variant="secondary" icon="bell" disabled={!rules.kept} onClick={() => setOpen(true)}>
            {kept.length === 0 ? 'Make alert rules' : 'Alert rules'}
          </Button>
        ) : (
          <span className={styles.faint}>Making alert rules asks for {RIGHT_TO_MAKE_RULES}.</span>
        )}
      </div>
      {isOpen && (
        <RulesDialog
          slo={slo}
          tables={tables}
          dataSourceUid={chosenDataSourceUid(model)}
          rules={rules}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ width: '100%', minWidth: 0 }),
  header: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1), minHeight: 32 }),
  title: css({ ...theme.typography.h6, flex: 1, margin: 0 }),
  faint: css({ margin: 0, color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  problem: css({ margin: 0, color: theme.colors.warning.text, overflowWrap: 'anywhere' }),
});
