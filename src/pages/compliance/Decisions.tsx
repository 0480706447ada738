import { Button, Field, Input, Text, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { ask, type QueryVersion, type Role } from './api';
import { layout } from './layout';
import { Problem } from './Problem';
import { useAction } from './useAction';

interface Props {
  draft: QueryVersion;
  roles: Role[];
  login: string;
  onDecided: () => void;
}

/** A draft that waits: an approver who did not write it decides, with a comment. */
export function Decisions({ draft, roles, login, onDecided }: Props) {
  const styles = useStyles2(layout);
  const [comment, setComment] = useState('');
  const { query, sha256, records } = draft;
  const author = records[0]?.person.login;
  const decide = useAction(async (path: '/approvals' | '/rejections') => {
    await ask(path, { id: query.id, version: query.version, sha256, comment });
    onDecided();
  });
  const mayDecide = roles.includes('approver') && author !== login;
  return (
    <section className={styles.box} aria-label="Decision">
      <Text element="h2" variant="h5">
        Version {query.version} waits for an approval
      </Text>
      <p className={styles.text}>
        Drafted by {author}: “{records[0]?.comment}”{' '}
        {author === login
          ? 'Somebody else has to approve what you have drafted.'
          : !mayDecide && 'An approver decides.'}
      </p>
      {mayDecide && (
        <>
          <Field noMargin label="Comment" htmlFor="decision-comment">
            <Input
              id="decision-comment"
              value={comment}
              placeholder="What you have looked at"
              onChange={({ currentTarget }) => setComment(currentTarget.value)}
            />
          </Field>
          <div className={styles.row}>
            <Button
              icon="check"
              disabled={decide.busy || comment.trim().length < 3}
              onClick={() => decide.start('/approvals')}
            >
              Approve
            </Button>
            <Button
              variant="destructive"
              fill="outline"
              disabled={decide.busy || comment.trim().length < 3}
              onClick={() => decide.start('/rejections')}
            >
              Reject
            </Button>
          </div>
        </>
      )}
      <Problem title="It was not decided" text={decide.problem} />
    </section>
  );
}
