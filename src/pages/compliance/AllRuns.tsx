import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';

import { type Run } from './api';
import { layout } from './layout';
import { Problem } from './Problem';
import { RunsTable } from './RunsTable';
import { useAsked } from './useAsked';

/** Who has run what, the latest first. */
export class AllRuns extends SceneObjectBase<SceneObjectState> {
  static Component = AllRunsView;
}

function AllRunsView(_: SceneComponentProps<AllRuns>) {
  const styles = useStyles2(layout);
  const { answer, problem, refused, loading } = useAsked<Run[]>('/runs/list', {});
  return (
    <section aria-label="Runs" aria-busy={loading} className={styles.stack}>
      <Problem title="The runs could not be read" text={problem} refused={refused} />
      {answer && <RunsTable runs={answer} label="Runs of all queries" />}
    </section>
  );
}
