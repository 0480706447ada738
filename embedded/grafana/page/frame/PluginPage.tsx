import { css, cx } from '@emotion/css';
import { type GrafanaTheme2, PageLayoutType } from '@grafana/data';
import { type PluginPageProps } from '@grafana/runtime';
import { Tab, TabsBar, useStyles2 } from '@grafana/ui';

import { usePageNav } from './chrome';

/** Title, subtitle, info, actions and tabs of a plugin's page, as Grafana's Page draws them. */
export function PluginPage(props: PluginPageProps) {
  const { children, layout = PageLayoutType.Standard, pageNav, background } = props;
  const styles = useStyles2(getStyles);
  usePageNav(pageNav);
  const plain = layout !== PageLayoutType.Standard;
  return (
    <div
      className={cx(
        styles.page,
        (plain || background === 'canvas') && styles.canvas,
        layout === PageLayoutType.Custom && styles.bare
      )}
    >
      {!plain && <Head {...props} />}
      {!plain && pageNav?.children && pageNav.children.length > 0 && (
        <TabsBar className={styles.tabs}>
          {pageNav.children
            .filter(({ hideFromTabs }) => !hideFromTabs)
            .map(({ text, url, active, icon, tabCounter, tabSuffix, onClick }) => (
              <Tab
                key={`${url} ${text}`}
                label={text}
                active={active}
                href={url}
                icon={icon}
                counter={tabCounter}
                suffix={tabSuffix}
                onChangeTab={onClick && (() => onClick())}
              />
            ))}
        </TabsBar>
      )}
      <div className={styles.content}>{children}</div>
    </div>
  );
}

function Head({ actions, info, pageNav, renderTitle, subTitle = pageNav?.subTitle }: PluginPageProps) {
  const styles = useStyles2(getStyles);
  if (!pageNav) {
    return null;
  }
  return (
    <div className={styles.head}>
      <div className={styles.titles}>
        <div className={styles.title}>
          {pageNav.img && <img src={pageNav.img} alt="" className={styles.image} />}
          {renderTitle ? renderTitle(pageNav.text) : <h1 className={styles.h1}>{pageNav.text}</h1>}
        </div>
        {info && info.length > 0 && (
          <dl className={styles.info}>
            {info.map(({ label, value }) => (
              <div key={label}>
                <dt className={styles.label}>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {subTitle && <div className={styles.subTitle}>{subTitle}</div>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    background: theme.colors.background.primary,
    display: 'flex',
    flex: 1,
    flexDirection: 'column',
    minWidth: 0,
    padding: theme.spacing(2),
    [theme.breakpoints.up('md')]: { padding: theme.spacing(3, 3, 2) },
  }),
  canvas: css({ background: theme.colors.background.canvas }),
  bare: css({ padding: theme.spacing(0), [theme.breakpoints.up('md')]: { padding: 0 } }),
  head: css({ marginBottom: theme.spacing(2) }),
  titles: css({ alignItems: 'center', display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 3) }),
  title: css({ alignItems: 'center', display: 'flex', gap: theme.spacing(1), minWidth: 0 }),
  h1: css({ margin: 0, overflowWrap: 'anywhere' }),
  image: css({ height: 32, width: 32 }),
  info: css({ display: 'flex', gap: theme.spacing(3), margin: 0 }),
  label: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  actions: css({ display: 'flex', gap: theme.spacing(1), marginLeft: 'auto' }),
  subTitle: css({ color: theme.colors.text.secondary, marginTop: theme.spacing(0.5) }),
  tabs: css({ marginBottom: theme.spacing(2) }),
  content: css({ display: 'flex', flex: 1, flexDirection: 'column', minWidth: 0 }),
});
