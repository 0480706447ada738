import { type ClickHouseClient } from '@clickhouse/client';
import { dataFrameFromJSON, type DataFrameJSON } from '@grafana/data';

import { queryRequest } from '../../embedded/grafana/server/query/queryRequest';
import { runQueries } from '../../embedded/grafana/server/query/runQueries';
import { DEFAULT_TABLES } from '../../queries/tables';
import { factsOf } from '../../src/pages/pipeline/facts';
import { newsOf, notesOf } from '../../src/pages/pipeline/news';
import { pipelineQuestions } from '../../src/pages/pipeline/questions';

const HOUR_MS = 3_600_000;
const UID = 'girok-clickhouse';

interface Answered {
  results: Record<string, { frames: DataFrameJSON[]; error?: string }>;
}

/**
 * Every sentence at the top of the Pipeline page: its own questions, asked as the data source asks them, read by its own
 * functions.
 */
export async function pageSays(client: ClickHouseClient): Promise<string[]> {
  const queries = pipelineQuestions(DEFAULT_TABLES).map(({ refId, sql }) => ({ refId, rawSql: sql.text, format: 1 }));
  const now = Date.now();
  const { status, body } = await runQueries(
    { client, dataSourceUid: UID, signal: new AbortController().signal },
    queryRequest.parse({ queries, from: now - HOUR_MS, to: now })
  );
  if (status !== 200) {
    throw new Error(`The page's questions were refused: ${body}`);
  }
  const { results } = JSON.parse(body) as Answered;
  const frames = Object.entries(results).map(
    ([
      refId,
      {
        frames: [frame],
      },
    ]) => ({
      ...dataFrameFromJSON(frame),
      refId,
    })
  );
  const facts = factsOf(frames);
  return [...newsOf(facts).map(({ text }) => text), ...notesOf(facts)];
}
