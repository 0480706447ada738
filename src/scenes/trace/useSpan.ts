import { type SceneObject } from '@grafana/scenes';
import { useMemo } from 'react';

import { type TableMapping } from '../../../queries/tables';
import { spanInFull, type SpanInFull } from '../../../queries/trace/spanInFull';
import { traceSpan } from '../../../queries/trace/trace';
import { rowsFrom } from '../../grafana/query';
import { useQueryOnce } from '../useQueryOnce';
import { type Span } from './span';

interface Found {
  span?: SpanInFull;
  problem?: string;
}

/** Everything that is stored of a span: asked when its details open, because of all spans it would be too much. */
export function useSpan(model: SceneObject, tables: TableMapping, traceId: string, { id, key }: Span): Found {
  const question = useMemo(() => ({ sql: traceSpan(tables, traceId, id) }), [tables, traceId, id]);
  const { frame, problem } = useQueryOnce(model, question);
  return useMemo(() => {
    if (!frame) {
      return { problem };
    }
    // the second span of one id has its number behind the id
    const copy = key === id ? 0 : Number(key.slice(id.length + 1)) - 1;
    const row = rowsFrom(frame)[copy];
    return row ? { span: spanInFull(row) } : { problem: 'It is not stored any more.' };
  }, [frame, problem, id, key]);
}
