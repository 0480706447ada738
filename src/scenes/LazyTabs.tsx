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

/** A tab and what is made when it is opened for the first time. */
export interface LazyTab {
  key: string;
  label: string;
  make: () => SceneObject;
}

interface LazyTabsState extends SceneObjectState {
  /** What the tabs are of, for those who cannot see where they stand. */
  label: string;
  tab: string;
  body: SceneObject;
}

/**
 * Tabs in the address (`tab`). Only the open one is active and asks; one that was open keeps its answer and asks again
 * only when time, filters or search have changed since.
 */
export class LazyTabs extends SceneObjectBase<LazyTabsState> {
  protected _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['tab'] });
  private readonly made = new Map<string, SceneObject>();

  constructor(
    public readonly tabs: readonly [LazyTab, ...LazyTab[]],
    label: string
  ) {
    const [{ key, make }] = tabs;
    const body = make();
    super({ label, tab: key, body });
    this.made.set(key, body);
  }

  getUrlState() {
    return { tab: this.state.tab === this.tabs[0].key ? undefined : this.state.tab };
  }

  updateFromUrl({ tab }: SceneObjectUrlValues) {
    this.show(this.tabs.find(({ key }) => key === tab) ?? this.tabs[0]);
  }

  /** Opens a tab, as a step that Back undoes. */
  open(key: string) {
    const tab = this.tabs.find((one) => one.key === key);
    if (tab) {
      this._urlSync.performBrowserHistoryAction(() => this.show(tab));
    }
  }

  private show({ key, make }: LazyTab) {
    if (key !== this.state.tab) {
      const body = this.made.get(key) ?? make();
      this.made.set(key, body);
      this.setState({ tab: key, body });
    }
  }

  static Component = LazyTabsView;
}

function LazyTabsView({ model }: SceneComponentProps<LazyTabs>) {
  const { tab: open, body, label } = model.useState();
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box}>
      <TabsBar aria-label={label}>
        {model.tabs.map((tab) => (
          <Tab key={tab.key} label={tab.label} active={tab.key === open} onChangeTab={() => model.open(tab.key)} />
        ))}
      </TabsBar>
      <div className={styles.body}>
        <body.Component model={body} key={open} />
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0 }),
  body: css({ display: 'flex', flexDirection: 'column', flex: 1, minWidth: 0, paddingTop: theme.spacing(1) }),
});
