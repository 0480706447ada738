import { css, cx } from '@emotion/css';
import { type GrafanaTheme2, type NavModelItem } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router-dom';

import { ChromeContext, MENU_WIDTH, TOP_BAR_HEIGHT } from './chrome';
import { MegaMenu } from './MegaMenu';
import { breadcrumbs, documentTitle, type Navigation } from './navigation';
import { Toasts } from './Toasts';
import { TopBar } from './TopBar';
import { useMenu } from './useMenu';

/** What Grafana draws around every page: top bar, menu, toasts. */
export function Frame({ navigation, children }: { navigation: Navigation; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  const { pathname } = useLocation();
  const menu = useMenu();
  const [pageNav, setPageNav] = useState<NavModelItem>();
  const chrome = useMemo(() => ({ setPageNav }), []);
  const trail = breadcrumbs(navigation, pathname, pageNav);
  const title = documentTitle(navigation, trail);
  useEffect(() => {
    document.title = title;
  }, [title]);

  return (
    <ChromeContext.Provider value={chrome}>
      <a className={styles.skip} href={`${pathname}#main`} onClick={skipToMain}>
        Skip to main content
      </a>
      <MegaMenu navigation={navigation} menu={menu} />
      <div className={cx(styles.beside, menu.docked && menu.open && styles.besideMenu)}>
        <TopBar trail={trail} menu={menu} />
        <main id="main" tabIndex={-1} className={styles.main}>
          {children}
        </main>
      </div>
      <Toasts />
    </ChromeContext.Provider>
  );
}

function skipToMain(event: { preventDefault(): void }) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

const getStyles = (theme: GrafanaTheme2) => ({
  skip: css({
    background: theme.colors.background.primary,
    left: theme.spacing(1),
    padding: theme.spacing(1),
    position: 'fixed',
    top: theme.spacing(1),
    zIndex: theme.zIndex.portal,
    '&:not(:focus)': { clipPath: 'inset(50%)', height: 1, overflow: 'hidden', width: 1 },
  }),
  beside: css({ display: 'flex', flexDirection: 'column', minHeight: '100vh', paddingTop: TOP_BAR_HEIGHT }),
  besideMenu: css({ paddingLeft: MENU_WIDTH }),
  main: css({ display: 'flex', flex: 1, flexDirection: 'column', minWidth: 0, outline: 'none' }),
});
