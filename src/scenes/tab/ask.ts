import { type SceneObject, SceneQueryRunner } from '@grafana/scenes';

import { type Question, runner, toQuery } from '../query';

/** Lets the object ask a question, unless it is the one it asks already. An object that is not on the screen asks when it comes there. */
export function ask(object: SceneObject, question: Question): void {
  const data = object.state.$data;
  if (!(data instanceof SceneQueryRunner)) {
    object.setState({ $data: runner([question]) });
    return;
  }
  const query = toQuery(question);
  if (data.state.queries[0]?.rawSql !== query.rawSql) {
    data.setState({ queries: [query] });
    if (data.isActive) {
      data.runQueries();
    }
  }
}
