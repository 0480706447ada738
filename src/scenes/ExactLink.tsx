import { css } from '@emotion/css';
import { type GrafanaTheme2, locationUtil } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import { type MouseEvent, type ReactNode } from 'react';

/**
 * A link within the app whose address stays as it is. Grafana's own links decode it until there is nothing left to decode,
 * so that a name with "%2F" in it would lead to another one.
 */
export function ExactLink({ href, children }: { href: string; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  const follow = (event: MouseEvent) => {
    const wantsElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!wantsElsewhere) {
      event.preventDefault();
      locationService.push(href);
    }
  };
  return (
    <a className={styles.link} href={locationUtil.assureBaseUrl(href)} onClick={follow}>
      {children}
    </a>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({
    color: theme.colors.text.link,
    overflowWrap: 'anywhere',
    '&:hover': { textDecoration: 'underline' },
  }),
});
