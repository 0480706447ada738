import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Icon, Text, TextLink, useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { factsOf } from './facts';
import { headlineOf, type News, newsOf, notesOf, type Severity } from './news';
import { runbookUrl } from './runbooks';
import { SignalTable } from './SignalTable';
import { AnswerState, useAnswer } from '../../scenes/answer';
import { type ShowSql } from '../../scenes/ShowSql';

const ICON = {
  broken: { name: 'exclamation-circle', word: 'Broken now' },
  worse: { name: 'exclamation-triangle', word: 'Getting worse' },
  unknown: { name: 'question-circle', word: 'Unknown' },
} as const satisfies Record<Severity, { name: string; word: string }>;

/** How many things are listed before the rest is only counted. */
const MOST = 8;

interface PipelineStateState extends SceneObjectState {
  sql: ShowSql;
}

/** What is wrong now, in words; what cannot be seen; and one row a signal. Reads the shared questions of the page. */
export class PipelineState extends SceneObjectBase<PipelineStateState> {
  static Component = PipelineStateView;
}

function PipelineStateView({ model }: SceneComponentProps<PipelineState>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const { frames, loading } = answer;
  const facts = useMemo(() => factsOf(frames), [frames]);
  const styles = useStyles2(getStyles);
  const news = newsOf(facts);
  return (
    <section aria-label="State of the pipeline" aria-busy={loading} className={styles.box}>
      <AnswerState answer={answer} what="The state of the pipeline" />
      <div role="status" aria-live="polite">
        <Text element="h2" variant="h4">
          {frames.length === 0 ? 'Looking at the pipeline' : headlineOf(news, facts)}
        </Text>
      </div>
      {news.length > 0 && (
        <ul className={styles.list}>
          {news.slice(0, MOST).map((one) => (
            <NewsItem key={one.text} news={one} />
          ))}
        </ul>
      )}
      {news.length > MOST && <p className={styles.note}>and {news.length - MOST} more</p>}
      {(frames.length === 0 ? [] : notesOf(facts)).map((note) => (
        <p key={note} className={styles.note}>
          <Icon name="info-circle" /> {note}
        </p>
      ))}
      {facts.freshness.length > 0 && <SignalTable facts={facts} sql={sql} />}
    </section>
  );
}

function NewsItem({ news: { severity, text, runbook } }: { news: News }) {
  const styles = useStyles2(getStyles);
  const { name, word } = ICON[severity];
  return (
    <li className={styles.item}>
      <Icon name={name} className={styles[severity]} title={word} />
      <span className={styles.text}>{text}</span>
      <span className={styles.link}>
        <TextLink inline href={runbookUrl(runbook)}>
          What to do
        </TextLink>
      </span>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), width: '100%', minWidth: 0 }),
  list: css({ listStyle: 'none', margin: 0 }),
  item: css({ display: 'flex', alignItems: 'baseline', gap: theme.spacing(1), minHeight: 28 }),
  text: css({ overflowWrap: 'anywhere' }),
  link: css({ whiteSpace: 'nowrap' }),
  note: css({ margin: 0, maxWidth: '110ch', color: theme.colors.text.secondary }),
  broken: css({ color: theme.colors.error.text, flexShrink: 0 }),
  worse: css({ color: theme.colors.warning.text, flexShrink: 0 }),
  unknown: css({ color: theme.colors.text.secondary, flexShrink: 0 }),
});
