import { dateTime } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { useEffect, useState } from 'react';

import { type TableMapping } from '../../../queries/tables';
import { spanInFull, type SpanInFull } from '../../../queries/trace/spanInFull';
import { traceSpan } from '../../../queries/trace/trace';
import { queryOnce, rowsFrom } from '../../grafana/query';
import { chosenDataSourceUid } from '../variables';
import { type Span } from './span';

interface Found {
  span?: SpanInFull;
  problem?: string;
}

/** Everything that is stored of a span: asked when its details open, because of all spans it would be too much. */
export function useSpan(model: SceneObject, tables: TableMapping, traceId: string, { id, key }: Span): Found {
  const [found, setFound] = useState<Found>({});
  const dataSource = chosenDataSourceUid(model);
  useEffect(() => {
    let current = true;
    const now = dateTime();
    // the second span of one id has its number behind the id
    const copy = key === id ? 0 : Number(key.slice(id.length + 1)) - 1;
    queryOnce(dataSource, traceSpan(tables, traceId, id), { from: now, to: now })
      .then((frame): Found => {
        const row = rowsFrom(frame)[copy];
        return row ? { span: spanInFull(row) } : { problem: 'It is not stored any more.' };
      })
      .catch((error: unknown): Found => ({ problem: error instanceof Error ? error.message : String(error) }))
      .then((result) => current && setFound(result));
    return () => {
      current = false;
    };
  }, [dataSource, tables, traceId, id, key]);
  return found;
}
