import { SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Alert } from '@grafana/ui';

/** In place of the page where the tables are not Girok's. */
export class NotMeasured extends SceneObjectBase<SceneObjectState> {
  static Component = () => (
    <Alert severity="info" title="The pipeline is not watched here">
      The tables are those of the OpenTelemetry exporter, which writes to ClickHouse itself: there is no queue that
      could be behind. Consumer lag, dead letters and parts are shown for tables that girok migrate has made.
    </Alert>
  );
}
