import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps } from '@grafana/scenes';
import { EmptyState, useStyles2 } from '@grafana/ui';

import { RuntimeCharts } from './RuntimeCharts';
import { RUNTIME_QUESTIONS } from '../../../../queries/runtime/runtime';
import { type ServiceScope } from '../../../../queries/services/services';
import { TabFrame } from '../../../scenes/tab/TabFrame';
import { useAnswer } from '../../../scenes/tab/useAnswer';

/** What runs the service, by the metrics that it sends: Node.js, the JVM, Go, .NET, Python. */
export class Runtime extends RuntimeCharts {
  constructor(scope: ServiceScope) {
    super(scope, RUNTIME_QUESTIONS, 'Runtime');
  }

  static Component = RuntimeView;
}

/** By the key of a metric; `process` says nothing of what runs in it. */
const RUNTIMES: Record<string, string> = { node: 'Node.js', jvm: 'JVM', go: 'Go', dotnet: '.NET', python: 'Python' };

function RuntimeView({ model }: SceneComponentProps<Runtime>) {
  const { sql, answered, charts } = model.useState();
  const answer = useAnswer(model);
  const styles = useStyles2(getStyles);
  const keys = new Set(answered.flatMap(({ metrics }) => metrics.map(({ key }) => key)));
  const runtimes = Object.keys(RUNTIMES).filter((key) => keys.has(key));
  const isEmpty = !answer.loading && answered.length === 0;
  return (
    <TabFrame
      model={model}
      name="Runtime"
      what="metrics of the runtime"
      answer={isEmpty ? { ...answer, rows: [] } : answer}
      sql={sql}
      note={runtimes.length > 0 ? runtimes.map((key) => RUNTIMES[key]).join(', ') : 'Metrics of the process'}
      empty={
        <EmptyState variant="not-found" message="No metrics of a runtime">
          The service sent none of the metrics that the OpenTelemetry semantic conventions have for processes, Node.js,
          JVM, Go, .NET and Python. The runtime instrumentation of its SDK sends them.
        </EmptyState>
      }
    >
      <div className={styles.grid}>
        {charts.map((chart, i) => (
          <div key={chart.state.key} className={styles.cell}>
            <div className={styles.panel}>
              <chart.Component model={chart} />
            </div>
            <p className={styles.faint}>{answered[i].description}</p>
          </div>
        ))}
      </div>
    </TabFrame>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(440px, 100%), 1fr))',
    gap: theme.spacing(1),
  }),
  cell: css({ minWidth: 0 }),
  faint: css({
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  // a panel is as high as what it stands in
  panel: css({ display: 'flex', height: 260, minWidth: 0 }),
});
