import { css } from '@emotion/css';
import { type GrafanaTheme2, LoadingState, urlUtil } from '@grafana/data';
import { type SceneComponentProps, sceneGraph, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Alert, Icon, LinkButton, LoadingBar, TextLink, useStyles2 } from '@grafana/ui';

import { type AlertsNow } from './AlertsNow';
import { type About, type Attention, attentionOf, type Facts, type Severity, STALE_SECONDS } from './attention';
import { factsOf } from './facts';
import { elapsedText } from '../../../queries/elapsedText';
import { CONFIGURATION_URL, type Page, pageUrl } from '../../app/plugin';
import { ExactLink } from '../../scenes/ExactLink';
import { contextOf, linkWithContext } from '../../scenes/links';
import { serviceLink } from '../../scenes/services/serviceLink';
import { plural } from '../../scenes/words';

const ICON: Record<
  Severity,
  { name: 'exclamation-circle' | 'exclamation-triangle' | 'question-circle'; word: string }
> = {
  broken: { name: 'exclamation-circle', word: 'Broken now' },
  worse: { name: 'exclamation-triangle', word: 'Getting worse' },
  unknown: { name: 'question-circle', word: 'Unknown' },
};

/** How many things are listed before the rest is only counted. */
const MOST = 6;

interface NeedsAttentionState extends SceneObjectState {
  /** Where there are rules: what fires is to be acted on, too. */
  alerts?: AlertsNow;
  /** What cannot be known here, and so is not said. */
  note?: string;
}

/** "Do I need to act?" in one look: what is wrong, each with where to go, and one line for what is well. */
export class NeedsAttention extends SceneObjectBase<NeedsAttentionState> {
  static Component = NeedsAttentionView;
}

function NeedsAttentionView({ model }: SceneComponentProps<NeedsAttention>) {
  const { data } = sceneGraph.getData(model).useState();
  const { note, alerts } = model.useState();
  const styles = useStyles2(getStyles);
  if (data?.state === LoadingState.Error) {
    return (
      <>
        <Alert severity="error" title="The state of the services could not be read">
          {data.errors?.[0]?.message}. Check the data source and the table names under{' '}
          <TextLink inline href={CONFIGURATION_URL}>
            Configuration
          </TextLink>
          .
        </Alert>
        {/* Grafana knows what fires, whatever ClickHouse does */}
        {alerts && <alerts.Component model={alerts} />}
      </>
    );
  }
  if (!data || (data.series.length === 0 && data.state !== LoadingState.Done)) {
    return (
      <div className={styles.box} aria-busy>
        <LoadingBar width={300} />
        <h2 className={styles.title}>Do I need to act?</h2>
      </div>
    );
  }
  const facts = factsOf(data.series);
  const items = attentionOf(facts);
  return (
    <section className={styles.box} aria-label="Do I need to act?">
      <h2 className={styles.title}>
        Do I need to act? {alerts ? <AnswerWithAlerts items={items} alerts={alerts} /> : answerOf(items, 0)}
      </h2>
      <ul className={styles.list}>
        {items.slice(0, MOST).map((item) => (
          <Item key={item.text} item={item} model={model} />
        ))}
      </ul>
      {items.length > MOST && <p className={styles.rest}>and {items.length - MOST} more in the table below</p>}
      {alerts && <alerts.Component model={alerts} />}
      <p className={styles.rest}>
        <Icon name="check" /> {wellOf(facts, items)}
      </p>
      {note && (
        <p className={styles.rest}>
          <Icon name="info-circle" /> {note}
        </p>
      )}
    </section>
  );
}

function AnswerWithAlerts({ items, alerts }: { items: Attention[]; alerts: AlertsNow }) {
  const { firing } = alerts.useState();
  // "No." must not be taken back a moment later
  return firing === undefined ? '…' : answerOf(items, firing);
}

function answerOf(items: Attention[], firing: number): string {
  const urgent = firing + items.filter(({ severity }) => severity !== 'unknown').length;
  return urgent === 0 ? 'No.' : plural(urgent, 'thing');
}

function wellOf({ services, freshness }: Facts, items: Attention[]): string {
  const troubled = new Set(items.map(({ about }) => (typeof about === 'string' ? undefined : about.service)));
  const normal = services.filter(({ service }) => !troubled.has(service)).length;
  const fresh = freshness
    .filter(({ age }) => age !== null && age <= STALE_SECONDS)
    .map(({ signal, age }) => `${signal} ${elapsedText(age ?? 0)} fresh`);
  return [`${normal} service${normal === 1 ? '' : 's'} normal`, ...fresh].join(' · ');
}

function Item({ item: { severity, text, about }, model }: { item: Attention; model: NeedsAttention }) {
  const styles = useStyles2(getStyles);
  const { name, word } = ICON[severity];
  return (
    <li className={styles.item}>
      <Icon name={name} className={styles[severity]} title={word} />
      <span className={styles.text}>{text}</span>
      {typeof about === 'string' ? (
        <LinkButton size="sm" variant="secondary" href={linkTo(about, model)}>
          {WHERE[about].text}
        </LinkButton>
      ) : (
        <>
          <ExactLink href={serviceLink(model, about.service)}>Open the service</ExactLink>
          <LinkButton
            size="sm"
            variant="secondary"
            href={linkWithContext(model, pageUrl('audit'), [{ key: 'service', value: about.service }])}
          >
            Audit events
          </LinkButton>
        </>
      )}
    </li>
  );
}

/** Page and tab where a thing that is no service is looked at. */
const WHERE: Record<Exclude<About, object>, { text: string; page: Page; tab?: string }> = {
  freshness: { text: 'Open the pipeline', page: 'pipeline' },
  'dead letters': { text: 'Open the dead letters', page: 'pipeline', tab: 'dead-letters' },
  findings: { text: 'Open the findings', page: 'audit', tab: 'findings' },
};

function linkTo(about: Exclude<About, object>, model: NeedsAttention): string {
  const { page, tab } = WHERE[about];
  return urlUtil.renderUrl(pageUrl(page), { ...contextOf(model), ...(tab && { tab }) });
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    padding: theme.spacing(2),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  list: css({ listStyle: 'none', margin: theme.spacing(1, 0) }),
  item: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minHeight: 32 }),
  text: css({ overflowWrap: 'anywhere', flex: '0 1 auto' }),
  rest: css({ margin: 0, color: theme.colors.text.secondary }),
  broken: css({ color: theme.colors.error.text }),
  worse: css({ color: theme.colors.warning.text }),
  unknown: css({ color: theme.colors.text.secondary }),
});
