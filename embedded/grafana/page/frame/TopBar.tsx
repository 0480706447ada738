import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, Link, ToolbarButton, useStyles2, useTheme2 } from '@grafana/ui';

import { MENU_WIDTH, TOP_BAR_HEIGHT } from './chrome';
import { type NavLink } from './navigation';
import { PreviewSign } from './PreviewSign';
import { switchTheme } from './switchTheme';
import { type Menu } from './useMenu';
import { UserMenu } from './UserMenu';

/** Menu toggle, breadcrumbs, the sign that this is not Grafana, theme switch. */
export function TopBar({ trail, menu }: { trail: NavLink[]; menu: Menu }) {
  const styles = useStyles2(getStyles);
  const { isDark } = useTheme2();
  const besideMenu = menu.docked && menu.open;
  return (
    <header className={cx(styles.bar, besideMenu && styles.besideMenu)}>
      {!besideMenu && (
        <ToolbarButton
          icon="bars"
          iconOnly
          narrow
          aria-expanded={menu.open}
          tooltip="Open menu"
          onClick={() => menu.setOpen(true)}
        />
      )}
      <nav aria-label="Breadcrumbs" className={styles.crumbs}>
        <ol className={styles.list}>
          {trail.map(({ text, url }, index) => (
            <li key={`${url} ${text}`} className={cx(styles.crumb, index < trail.length - 2 && styles.early)}>
              {index < trail.length - 1 ? (
                <>
                  <Link href={url} className={styles.link}>
                    {text}
                  </Link>
                  <Icon name="angle-right" className={styles.separator} />
                </>
              ) : (
                <span aria-current="page" className={styles.current} title={text}>
                  {text}
                </span>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <div className={styles.actions}>
        <PreviewSign />
        <UserMenu />
        <ToolbarButton
          icon="adjust-circle"
          iconOnly
          narrow
          tooltip={isDark ? 'Switch to light theme' : 'Switch to dark theme'}
          onClick={() => switchTheme(isDark ? 'light' : 'dark')}
        />
      </div>
    </header>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    alignItems: 'center',
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    display: 'flex',
    gap: theme.spacing(1),
    height: TOP_BAR_HEIGHT,
    left: 0,
    padding: theme.spacing(0, 1),
    position: 'fixed',
    right: 0,
    top: 0,
    zIndex: theme.zIndex.navbarFixed,
  }),
  besideMenu: css({ left: MENU_WIDTH, paddingLeft: theme.spacing(2) }),
  crumbs: css({ flex: 1, minWidth: 0 }),
  list: css({ alignItems: 'center', display: 'flex', listStyle: 'none', margin: 0, minWidth: 0 }),
  crumb: css({
    alignItems: 'center',
    display: 'flex',
    minWidth: 0,
    whiteSpace: 'nowrap',
    '&:last-child': { flexShrink: 1, overflow: 'hidden' },
  }),
  early: css({ [theme.breakpoints.down('md')]: { display: 'none' } }),
  link: css({
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    overflow: 'hidden',
    padding: theme.spacing(0.5),
    textOverflow: 'ellipsis',
    '&:hover': { color: theme.colors.text.primary, textDecoration: 'underline' },
  }),
  separator: css({ color: theme.colors.text.secondary, flexShrink: 0 }),
  current: css({
    fontWeight: theme.typography.fontWeightMedium,
    overflow: 'hidden',
    padding: theme.spacing(0.5),
    textOverflow: 'ellipsis',
  }),
  actions: css({ alignItems: 'center', display: 'flex', flexShrink: 0, gap: theme.spacing(1) }),
});
