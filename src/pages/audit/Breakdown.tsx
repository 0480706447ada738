import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';

import { type Card, cardsOf, percent } from './breakdown';
import { BreakdownCard } from './BreakdownCard';
import { type AuditScope } from '../../../queries/audit/audit';
import { attributeBreakdown, fieldBreakdown } from '../../../queries/audit/breakdown';
import { AUDIT_FIELDS } from '../../../queries/audit/fields';
import { AnswerState, useAnswer } from '../../scenes/answer';
import { NothingMatches } from '../../scenes/NothingMatches';
import { preference, textsOr, usePreference } from '../../scenes/preferences';
import { runner } from '../../scenes/query';
import { rowsOfFrame } from '../../scenes/rows';
import { ShowSql } from '../../scenes/ShowSql';
import { TabHeader } from '../../scenes/TabHeader';

interface BreakdownState extends SceneObjectState {
  sql: ShowSql;
}

/** Fields that a person wants to see first. */
const FAVOURITES = preference(
  'audit.breakdown.favourites',
  textsOr<string>([], (text): text is string => text !== '')
);

/** Which values the fields and attributes of the events have, and what changed in that: one card a field. */
export class Breakdown extends SceneObjectBase<BreakdownState> {
  constructor(scope: AuditScope) {
    super({
      sql: new ShowSql({ title: 'Breakdown' }),
      $data: runner([
        { refId: 'fields', sql: fieldBreakdown(scope), as: 'table' },
        { refId: 'attributes', sql: attributeBreakdown(scope), as: 'table' },
      ]),
    });
  }

  static Component = BreakdownView;
}

const keyOf = (source: string, field: string) =>
  source === 'Column' ? field : AUDIT_FIELDS.filterKeyOf({ source, key: field });

function BreakdownView({ model }: SceneComponentProps<Breakdown>) {
  const { sql } = model.useState();
  const answer = useAnswer(model);
  const [favourites, setFavourites] = usePreference(FAVOURITES);
  const styles = useStyles2(getStyles);
  const { frames, loading, failure } = answer;
  const cards = useMemo(
    // columns first: an attribute that says the same is then the one that is left out
    () =>
      cardsOf(
        ['fields', 'attributes'].flatMap((id) => rowsOfFrame(frames.find(({ refId }) => refId === id))),
        keyOf
      ),
    [frames]
  );
  const differing = cards.filter((card) => card.values > 1 || card.change === undefined || card.change > 0);
  const constant = cards.filter((card) => !differing.includes(card));
  const ordered = [
    ...differing.filter(({ key }) => favourites.includes(key)),
    ...differing.filter(({ key }) => !favourites.includes(key)),
  ];
  const star = (key: string) =>
    setFavourites(favourites.includes(key) ? favourites.filter((one) => one !== key) : [...favourites, key]);
  return (
    <section aria-label="Breakdown" aria-busy={loading}>
      <TabHeader hint="Fields and attributes, the most changed against the period before first; starred ones on top.">
        <sql.Component model={sql} />
      </TabHeader>
      <AnswerState answer={answer} what="The breakdown" />
      {!loading && failure === undefined && cards.length === 0 && <NothingMatches model={model} what="audit events" />}
      <div className={styles.cards} style={{ opacity: loading ? 0.5 : 1 }}>
        {ordered.map((card) => (
          <BreakdownCard
            key={card.key}
            model={model}
            card={card}
            isFavourite={favourites.includes(card.key)}
            onStar={() => star(card.key)}
          />
        ))}
      </div>
      {constant.length > 0 && <Constant cards={constant} />}
    </section>
  );
}

/** Fields with one value in all events: they do not need a card. */
function Constant({ cards }: { cards: Card[] }) {
  const styles = useStyles2(getStyles);
  return (
    <section aria-label="One value">
      <h3 className={styles.heading}>One value wherever it is set</h3>
      <ul className={styles.constants}>
        {cards.map(({ key, top: [only], events }) => (
          <li key={key} title={`${events.toLocaleString('en-US')} events, ${percent(only.share)}`}>
            <bdi className={styles.key}>{key}</bdi> <bdi>{only.value || '(none)'}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cards: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(440px, 100%), 1fr))',
    gap: theme.spacing(1.5),
    alignItems: 'start',
  }),
  heading: css({ ...theme.typography.h6, margin: theme.spacing(2, 0, 1) }),
  constants: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 3),
    margin: 0,
    padding: 0,
    listStyle: 'none',
    overflowWrap: 'anywhere',
  }),
  key: css({ color: theme.colors.text.secondary }),
});
