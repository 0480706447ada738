import { locationService } from '@grafana/runtime';
import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Button, Field, Input, TextArea, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';

import { ask, type QueryEntry, type SavedQuery } from './api';
import { layout } from './layout';
import { Problem } from './Problem';
import { queryUrl } from './urls';
import { useAction } from './useAction';

interface DraftViewState extends SceneObjectState {
  /** Query that it is a new version or a copy of; `new` for none. */
  from: string;
}

/** Where an author writes a query: what it asks in words, the SQL, and what the rest of its file has. */
export class DraftView extends SceneObjectBase<DraftViewState> {
  static Component = DraftViewComponent;
}

/** Fields as they are typed. */
interface Draft {
  id: string;
  version: number;
  title: string;
  purpose: string;
  cannotShow: string;
  sql: string;
  /** Controls, parameters, limits, schedule and columns, as JSON. */
  rest: string;
}

const EMPTY: Draft = {
  id: '',
  version: 1,
  title: '',
  purpose: '',
  cannotShow: '',
  sql: 'SELECT Timestamp, Actor, Target\nFROM {{audit_logs}}\nWHERE {{period}}\nORDER BY Timestamp',
  rest: restText({
    controls: { soc2: ['CC6.3'] },
    parameters: {},
    limits: { days: 92, rows: 100_000 },
    schedule: 'none',
    columns: [
      { name: 'Timestamp', personal: 'none', meaning: 'Time of the event, UTC' },
      { name: 'Actor', personal: 'direct', meaning: 'Who acted' },
      { name: 'Target', personal: 'pseudonym', meaning: 'What it was done to' },
    ],
  }),
};

function DraftViewComponent({ model }: SceneComponentProps<DraftView>) {
  const { from } = model.useState();
  const styles = useStyles2(layout);
  const [draft, setDraft] = useState<Draft>();
  const [comment, setComment] = useState('');
  const load = useAction(async () =>
    setDraft(from === 'new' ? EMPTY : draftOf(await ask<QueryEntry>('/query', { id: from })))
  );
  const save = useAction(async () => {
    if (draft) {
      await ask('/drafts', { query: queryOf(draft), comment });
      locationService.push(queryUrl(draft.id));
    }
  });
  const { start } = load;
  // once: what was typed since must stay
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => start(), [from]);
  const field = (name: keyof Draft & string, label: string, rows?: number, description?: string) => {
    const props = {
      id: `draft-${name}`,
      required: true,
      value: String(draft?.[name] ?? ''),
      onChange: ({ currentTarget }: { currentTarget: { value: string } }) =>
        setDraft((before) => before && { ...before, [name]: currentTarget.value }),
    };
    return (
      <Field noMargin label={label} htmlFor={props.id} description={description}>
        {rows === undefined ? (
          <Input {...props} readOnly={name === 'id' && draft !== undefined && draft.version > 1} />
        ) : (
          <TextArea {...props} rows={rows} style={rows > 4 ? { fontFamily: 'monospace' } : undefined} />
        )}
      </Field>
    );
  };
  return (
    <form
      aria-label="Draft"
      className={styles.stack}
      style={{ maxWidth: 900 }}
      onSubmit={(event) => {
        event.preventDefault();
        save.start();
      }}
    >
      <Problem title="The query could not be read" text={load.problem} />
      {draft && (
        <>
          <p className={styles.text}>
            A draft is tried out by ClickHouse without reading anything, and waits until somebody else approves it. An
            approved version is never changed.
          </p>
          <div className={styles.fields}>
            {field('id', 'Name', undefined, 'Lower-case words joined by hyphens')}
            {field('title', 'Title')}
          </div>
          {field('purpose', 'Purpose', 2, 'In the words of an auditor')}
          {field('cannotShow', 'Cannot show', 2, 'What must not be concluded from the result')}
          {field(
            'sql',
            'SQL',
            12,
            'With {name:Type} parameters, {{field}}, {{is class}}, {{period}} and {{audit_logs}}'
          )}
          {field('rest', 'Controls, parameters, limits, columns (JSON)', 14)}
          <Field noMargin label="Comment for the approver" htmlFor="draft-comment">
            <Input
              id="draft-comment"
              required
              minLength={3}
              value={comment}
              onChange={({ currentTarget }) => setComment(currentTarget.value)}
            />
          </Field>
          <Problem title="It was not drafted" text={save.problem} />
          <div className={styles.row}>
            <Button type="submit" disabled={save.busy}>
              {save.busy ? 'Trying it out …' : `Draft version ${draft.version}`}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

function restText(rest: Pick<SavedQuery, 'controls' | 'parameters' | 'limits' | 'schedule' | 'columns'>): string {
  return JSON.stringify(rest, null, 2);
}

/** The next version of an own query; of one that ships a copy under another name. */
function draftOf({ origin, versions }: QueryEntry): Draft {
  const { query } = versions[versions.length - 1];
  const { controls, parameters, limits, schedule, columns } = query;
  return {
    id: origin === 'girok' ? `own-${query.id}` : query.id,
    version: origin === 'girok' ? 1 : query.version + 1,
    title: query.title,
    purpose: query.purpose,
    cannotShow: query.cannot_show,
    sql: query.sql,
    rest: restText({ controls, parameters, limits, schedule, columns }),
  };
}

/** @throws Error when the JSON is none */
function queryOf({ id, version, title, purpose, cannotShow, sql, rest }: Draft): object {
  let parsed: object;
  try {
    parsed = JSON.parse(rest) as object;
  } catch (error) {
    throw new Error(`Controls, parameters, limits and columns are no JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return { ...parsed, id, version, title, purpose, cannot_show: cannotShow, sql };
}
