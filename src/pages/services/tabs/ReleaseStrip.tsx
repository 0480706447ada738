import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Icon, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { AnswerState, frameOf, useAnswer } from '../../../scenes/answer';
import { currentRange } from '../../../scenes/currentScope';
import { rowsOfFrame } from '../../../scenes/rows';
import { deploysOf, type Release, servicesOf } from '../../../scenes/services/service';
import { ShowSql } from '../../../scenes/ShowSql';

interface ReleaseStripState extends SceneObjectState {
  sql: ShowSql;
}

/** When each version of the service was seen, and which were deployed within the range: from the data that the page has. */
export class ReleaseStrip extends SceneObjectBase<ReleaseStripState> {
  constructor() {
    super({ sql: new ShowSql({ title: 'Versions' }) });
  }

  static Component = ReleaseStripView;
}

/** More versions are no strip any more: the newest are shown. */
const MOST = 12;

function ReleaseStripView({ model }: SceneComponentProps<ReleaseStrip>) {
  const { sql } = model.useState();
  const styles = useStyles2(getStyles);
  const answer = useAnswer(model);
  const { frames } = answer;
  const range = currentRange(model);
  const timeZone = sceneGraph.getTimeRange(model).getTimeZone();
  const service = useMemo(
    () => servicesOf([], rowsOfFrame(frameOf({ frames, loading: false }, 'resources'))).at(0),
    [frames]
  );
  const seen = (service?.releases ?? []).filter(({ last }) => last >= range.from).slice(-MOST);
  const deployed = new Set(service ? deploysOf(service, range).map(({ version }) => version) : []);
  const at = (ms: number) => dateTimeFormat(ms, { format: 'MM-DD HH:mm', timeZone });
  const text = ({ version, first, last }: Release) =>
    deployed.has(version) ? `deployed ${at(first)}` : `seen until ${at(last)}`;
  return (
    <section aria-label="Versions" aria-busy={answer.loading} className={styles.box}>
      <header className={styles.header}>
        <h2 className={styles.title}>Versions</h2>
        <sql.Component model={sql} />
      </header>
      <AnswerState answer={answer} what="The versions" />
      {!answer.loading && seen.length === 0 && (
        <p className={styles.faint}>What the service sent has no service.version.</p>
      )}
      <ol className={styles.list}>
        {seen.map((release) => {
          const share = (ms: number) => Math.min(1, Math.max(0, (ms - range.from) / (range.to - range.from)));
          const [from, to] = [share(release.first), share(release.last)];
          return (
            <li key={release.version} className={styles.release}>
              <span className={styles.version}>
                {deployed.has(release.version) && <Icon name="rocket" size="sm" title="Deployed" />}{' '}
                <bdi>{release.version}</bdi> <span className={styles.faint}>{text(release)}</span>
              </span>
              <span className={styles.track}>
                <span
                  className={styles.bar}
                  style={{ left: `${100 * from}%`, width: `max(2px, ${100 * (to - from)}%)` }}
                />
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ marginTop: theme.spacing(1) }),
  header: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  title: css({ ...theme.typography.h6, flex: 1, margin: 0 }),
  list: css({ listStyle: 'none', margin: 0 }),
  release: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(2), minHeight: 28 }),
  version: css({ flex: '0 0 320px', overflowWrap: 'anywhere' }),
  faint: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  track: css({ position: 'relative', flex: 1, height: 8, background: theme.colors.background.secondary }),
  bar: css({ position: 'absolute', top: 0, height: '100%', background: theme.colors.primary.main }),
});
