import { css, cx } from '@emotion/css';
import { type GrafanaTheme2, type IconName } from '@grafana/data';
import { Icon, IconButton, Link, useStyles2 } from '@grafana/ui';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router-dom';

import { MENU_WIDTH, TOP_BAR_HEIGHT } from './chrome';
import { activeLink, linksOf, type Navigation, type NavLink } from './navigation';
import { type Menu } from './useMenu';

interface Props {
  navigation: Navigation;
  menu: Menu;
}

/** Grafana's menu with the app's own entries: beside the page on wide windows, over it on narrow ones. */
export function MegaMenu({ navigation, menu }: Props) {
  const styles = useStyles2(getStyles);
  if (!menu.open) {
    return null;
  }
  return menu.docked ? (
    <div className={cx(styles.panel, styles.docked)}>
      <Content navigation={navigation} menu={menu} />
    </div>
  ) : (
    <Over navigation={navigation} menu={menu} />
  );
}

/** A native dialog keeps the focus inside and closes on Escape; a click beside it closes it too. */
function Over({ navigation, menu }: Props) {
  const styles = useStyles2(getStyles);
  const dialog = useRef<HTMLDialogElement>(null);
  const { key } = useLocation();
  const openedAt = useRef(key);
  const { setOpen } = menu;

  useEffect(() => {
    const element = dialog.current;
    const closeOnBackdrop = (event: MouseEvent) => event.target === element && element?.close();
    element?.showModal();
    element?.addEventListener('click', closeOnBackdrop);
    return () => element?.removeEventListener('click', closeOnBackdrop);
  }, []);
  useEffect(() => {
    if (key !== openedAt.current) {
      setOpen(false); // a link was followed
    }
  }, [key, setOpen]);

  return (
    <dialog ref={dialog} aria-label="Menu" className={cx(styles.panel, styles.over)} onClose={() => setOpen(false)}>
      <Content navigation={navigation} menu={menu} />
    </dialog>
  );
}

function Content({ navigation, menu }: Props) {
  const styles = useStyles2(getStyles);
  const { pathname } = useLocation();
  const active = activeLink(linksOf(navigation), pathname);
  const entry = (link: NavLink) => <Entry key={link.url} link={link} active={link.url === active?.url} />;
  return (
    <nav aria-label="Main menu">
      <div className={styles.head}>
        {navigation.logo && <img src={navigation.logo} alt="" className={styles.logo} />}
        <span className={styles.name}>{navigation.appName}</span>
        <IconButton name="web-section-alt" tooltip="Close menu" onClick={() => menu.setOpen(false)} />
      </div>
      <ul className={styles.entries}>
        {entry({ text: 'Home', url: '/', icon: 'home-alt' })}
        <li>
          <p className={styles.section}>
            <Icon name="apps" /> {navigation.appName}
          </p>
          <ul className={styles.children} aria-label={navigation.appName}>
            {linksOf(navigation).map(({ text, url }) => entry({ text, url }))}
          </ul>
        </li>
      </ul>
    </nav>
  );
}

function Entry({ link, active }: { link: NavLink; active: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <li>
      <Link
        href={link.url}
        aria-current={active ? 'page' : undefined}
        className={cx(styles.entry, active && styles.active)}
      >
        {link.icon && <Icon name={link.icon as IconName} />}
        {link.text}
      </Link>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    background: theme.colors.background.primary,
    border: 0,
    borderRight: `1px solid ${theme.colors.border.weak}`,
    color: theme.colors.text.primary,
    margin: 0,
    padding: 0,
    width: MENU_WIDTH,
  }),
  docked: css({ bottom: 0, left: 0, overflowY: 'auto', position: 'fixed', top: 0, zIndex: theme.zIndex.sidemenu }),
  over: css({
    height: '100dvh',
    maxHeight: 'none',
    maxWidth: '85vw',
    '&::backdrop': { background: theme.components.overlay.background },
  }),
  head: css({
    alignItems: 'center',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    display: 'flex',
    gap: theme.spacing(1),
    height: TOP_BAR_HEIGHT,
    padding: theme.spacing(0, 1, 0, 2),
  }),
  logo: css({ height: 20, width: 20 }),
  name: css({ flex: 1, fontWeight: theme.typography.fontWeightMedium }),
  entries: css({ listStyle: 'none', padding: theme.spacing(1) }),
  children: css({
    borderLeft: `1px solid ${theme.colors.border.weak}`,
    listStyle: 'none',
    marginLeft: theme.spacing(2),
    paddingLeft: theme.spacing(1),
  }),
  section: css({
    alignItems: 'center',
    color: theme.colors.text.secondary,
    display: 'flex',
    gap: theme.spacing(1),
    margin: 0,
    padding: theme.spacing(1, 1),
  }),
  entry: css({
    alignItems: 'center',
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    display: 'flex',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 1),
    position: 'relative',
    '&:hover': { background: theme.colors.action.hover, color: theme.colors.text.primary, textDecoration: 'none' },
  }),
  active: css({
    background: theme.colors.action.selected,
    color: theme.colors.text.primary,
    '&::before': {
      backgroundImage: theme.colors.gradients.brandVertical,
      borderRadius: theme.shape.radius.default,
      bottom: 2,
      content: '""',
      left: -2,
      position: 'absolute',
      top: 2,
      width: 4,
    },
  }),
});
