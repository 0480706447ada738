import { css } from '@emotion/css';
import { type PanelData, type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Badge, Button, ClipboardButton, LinkButton, Modal, Stack, useStyles2 } from '@grafana/ui';

import { exploreUrl, mayExplore } from './explore';
import { chosenDataSourceUid } from './variables';
import { readsTotals } from '../../queries/services/totals';

interface ShowSqlState extends SceneObjectState {
  title: string;
  open?: boolean;
}

/** A button that shows the SQL behind the panel that it stands on, as ClickHouse was sent it. */
export class ShowSql extends SceneObjectBase<ShowSqlState> {
  static Component = ({ model }: SceneComponentProps<ShowSql>) => {
    const { open, title } = model.useState();
    const { data } = sceneGraph.getData(model).useState();
    return (
      <>
        {readsTotals(executedSql(data)) && (
          <Badge
            color="blue"
            text="Hourly totals"
            tooltip="Of a long range, whole hours are read from totals, which are counted from the spans after each hour. Counts are exact, percentiles are estimates. A span that comes late is in them after the next hour."
          />
        )}
        <Button
          size="sm"
          variant="secondary"
          fill="text"
          aria-label={`Show SQL: ${title}`}
          onClick={() => model.setState({ open: true })}
        >
          SQL
        </Button>
        {open && <SqlDialog model={model} title={title} />}
      </>
    );
  };
}

function SqlDialog({ model, title }: { model: ShowSql; title: string }) {
  const { data } = sceneGraph.getData(model).useState();
  const styles = useStyles2(getStyles);
  const statements = executedSql(data);
  return (
    <Modal isOpen title={`SQL: ${title}`} onDismiss={() => model.setState({ open: false })}>
      <Stack direction="column" gap={2}>
        {statements.length === 0 && <p>The query has not answered yet.</p>}
        {statements.map((text, i) => (
          <pre key={i} className={styles.sql} tabIndex={0} role="region" aria-label={`Statement ${i + 1}`}>
            {text}
          </pre>
        ))}
        <Modal.ButtonRow>
          {mayExplore() && statements.length > 0 && (
            <LinkButton icon="compass" variant="secondary" target="_blank" href={linkToExplore(model, statements)}>
              Open in Explore
            </LinkButton>
          )}
          <ClipboardButton icon="copy" variant="secondary" getText={() => statements.join(';\n\n')}>
            Copy
          </ClipboardButton>
        </Modal.ButtonRow>
      </Stack>
    </Modal>
  );
}

function linkToExplore(model: ShowSql, statements: string[]): string {
  const { from, to } = sceneGraph.getTimeRange(model).state;
  return exploreUrl(chosenDataSourceUid(model), statements, { from, to });
}

/** The statements that were run, without repetition: the data source puts them into the frames after macros are expanded. */
export function executedSql(data: PanelData | undefined): string[] {
  const texts = (data?.series ?? []).map((frame) => frame.meta?.executedQueryString ?? '');
  return [...new Set(texts)].filter((text) => text !== '');
}

const getStyles = (theme: GrafanaTheme2) => ({
  sql: css({
    maxHeight: '50vh',
    overflow: 'auto',
    margin: 0,
    whiteSpace: 'pre-wrap',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
