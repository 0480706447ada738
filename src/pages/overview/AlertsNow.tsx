import { css } from '@emotion/css';
import { type GrafanaTheme2, urlUtil } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { TextLink, useStyles2 } from '@grafana/ui';
import { useEffect } from 'react';

import { type AlertBoard } from '../../../queries/alerts/acknowledgement/alertBoard';
import { elapsedText } from '../../../queries/elapsedText';
import { pageUrl } from '../../app/plugin';
import { AlertLine } from '../../scenes/alerts/AlertLine';
import { useAlerts } from '../../scenes/alerts/useAlerts';
import { plural } from '../../scenes/words';

/** How many are named before the rest is only counted. */
const MOST = 4;

const ALERTS = urlUtil.renderUrl(pageUrl('pipeline'), { tab: 'alerts' });

interface AlertsNowState extends SceneObjectState {
  /** How many fire and nobody looks after; undefined until they have been read, or could not be. */
  firing?: number;
}

/** Alerts of Girok's rules that fire, each leading to where it is acknowledged, and how many somebody looks after. */
export class AlertsNow extends SceneObjectBase<AlertsNowState> {
  static Component = AlertsNowView;
}

function AlertsNowView({ model }: SceneComponentProps<AlertsNow>) {
  const { value: range } = sceneGraph.getTimeRange(model).useState();
  const { board, read, at, failure } = useAlerts(range);
  const styles = useStyles2(getStyles);
  useEffect(() => {
    if (board !== undefined || failure !== undefined) {
      model.setState({ firing: board?.firing.length ?? 0 });
    }
  }, [model, board, failure]);
  if (board === undefined || read?.rules.length === 0) {
    return failure === undefined ? null : <p className={styles.rest}>The alerts could not be read: {failure}</p>;
  }
  const { firing } = board;
  return (
    <section aria-label="Alerts" className={styles.box}>
      <ul className={styles.list}>
        {firing.slice(0, MOST).map((alert) => (
          <AlertLine key={alert.key} alert={alert} at={at} />
        ))}
      </ul>
      <p className={styles.rest}>
        <TextLink inline href={ALERTS}>
          {countsOf(board, at)}
        </TextLink>
      </p>
    </section>
  );
}

/** `2 alerts fire · 1 acknowledged, the oldest 3 h ago` */
function countsOf({ firing, acknowledged, silenced }: AlertBoard, now: number): string {
  const oldest = acknowledged[0]?.acknowledgements[0].at;
  return [
    firing.length === 0 ? 'No alert fires' : `${plural(firing.length, 'alert')} firing`,
    oldest !== undefined && `${acknowledged.length} acknowledged, the oldest ${elapsedText((now - oldest) / 1000)} ago`,
    silenced.length > 0 && `${silenced.length} silenced`,
  ]
    .filter(Boolean)
    .join(' · ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ width: '100%', minWidth: 0 }),
  list: css({ listStyle: 'none', margin: 0 }),
  rest: css({ margin: 0, color: theme.colors.text.secondary }),
});
