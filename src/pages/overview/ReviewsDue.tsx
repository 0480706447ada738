import { type SceneComponentProps, SceneObjectBase, type SceneObjectState } from '@grafana/scenes';
import { Icon, TextLink } from '@grafana/ui';

import { reviewsWaiting } from '../../../queries/compliance/reviews';
import { pageUrl } from '../../app/plugin';
import { useAnswer } from '../../scenes/answer';
import { runner } from '../../scenes/query';

/** Reviews of saved queries that nobody has signed in time, as a way to them. Nothing when there are none. */
export class ReviewsDue extends SceneObjectBase<SceneObjectState> {
  constructor(database: string) {
    super({ $data: runner([{ refId: 'reviews', sql: reviewsWaiting(database), as: 'table' }]) });
  }

  static Component = ReviewsDueView;
}

function ReviewsDueView({ model }: SceneComponentProps<ReviewsDue>) {
  const [frame] = useAnswer(model).frames;
  const overdue = Number(frame?.fields.find(({ name }) => name === 'overdue')?.values[0] ?? 0);
  return overdue === 0 ? null : (
    <p>
      <Icon name="exclamation-triangle" title="Getting worse" />{' '}
      <TextLink inline href={`${pageUrl('compliance')}?tab=reviews`}>
        {`${overdue} compliance review${overdue === 1 ? ' is' : 's are'} overdue`}
      </TextLink>
    </p>
  );
}
