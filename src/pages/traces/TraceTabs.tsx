import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import {
  type SceneComponentProps,
  type SceneObject,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Tab, TabsBar, useStyles2 } from '@grafana/ui';

interface TraceTab {
  id: string;
  label: string;
}

interface TraceTabsState extends SceneObjectState {
  open: string;
  tabs: TraceTab[];
  /** Contents, in the order of `tabs`. Only the open one is active, so only it asks. */
  bodies: SceneObject[];
}

/** Ways to look at the selected spans, one at a time; which one stands in the address (`tab`). */
export class TraceTabs extends SceneObjectBase<TraceTabsState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['tab'] });

  constructor(contents: Array<TraceTab & { body: SceneObject }>) {
    super({
      open: contents[0].id,
      tabs: contents.map(({ id, label }) => ({ id, label })),
      bodies: contents.map(({ body }) => body),
    });
  }

  getUrlState() {
    return { tab: this.state.open };
  }

  updateFromUrl({ tab }: SceneObjectUrlValues) {
    const { tabs } = this.state;
    this.setState({ open: tabs.find(({ id }) => id === tab)?.id ?? tabs[0].id });
  }

  /** Opens a tab, as a step that Back undoes. */
  show(open: string) {
    this._urlSync.performBrowserHistoryAction(() => this.setState({ open }));
  }

  static Component = TraceTabsView;
}

function TraceTabsView({ model }: SceneComponentProps<TraceTabs>) {
  const { open, tabs, bodies } = model.useState();
  const styles = useStyles2(getStyles);
  const body = bodies[tabs.findIndex(({ id }) => id === open)];
  return (
    <div className={styles.tabs}>
      <TabsBar>
        {tabs.map(({ id, label }) => (
          <Tab key={id} label={label} active={id === open} onChangeTab={() => model.show(id)} />
        ))}
      </TabsBar>
      <div className={styles.body}>
        <body.Component key={open} model={body} />
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tabs: css({ display: 'flex', flexDirection: 'column', width: '100%', minWidth: 0 }),
  body: css({ paddingTop: theme.spacing(1), minHeight: 360, minWidth: 0 }),
});
