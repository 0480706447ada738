import { css } from '@emotion/css';
import { type GrafanaTheme2, renderMarkdown } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Alert, TextLink, useStyles2 } from '@grafana/ui';

import { RUNBOOKS, runbookUrl } from './runbooks';
import { pageUrl } from '../../app/plugin';

interface RunbookState extends SceneObjectState {
  id: string;
}

/** One runbook of docs/runbooks. */
export class Runbook extends SceneObjectBase<RunbookState> {
  static Component = RunbookView;
}

function RunbookView({ model }: SceneComponentProps<Runbook>) {
  const { id } = model.useState();
  const styles = useStyles2(getStyles);
  const text = Object.hasOwn(RUNBOOKS, id) ? RUNBOOKS[id] : undefined;
  if (text === undefined) {
    return (
      <Alert severity="warning" title="There is no such runbook">
        Runbooks belong to the alert rules that Girok brings.{' '}
        <TextLink href={pageUrl('pipeline')}>To the pipeline</TextLink>
      </Alert>
    );
  }
  // runbooks name each other by their files; here by their addresses. The page has its own first heading.
  const html = renderMarkdown(
    text.replaceAll(/\]\(([\w-]+)\.md\)/g, (_, other: string) => `](${runbookUrl(other)})`).replace(/^# /m, '## ')
  );
  return <article className={styles.text} dangerouslySetInnerHTML={{ __html: html }} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  text: css({
    maxWidth: '90ch',
    'h2, h3': { margin: theme.spacing(2, 0, 1) },
    'ol, ul': { margin: theme.spacing(0, 0, 1, 3) },
    li: { marginBottom: theme.spacing(0.5) },
    a: { color: theme.colors.text.link },
  }),
});
