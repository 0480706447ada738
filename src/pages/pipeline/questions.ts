import { freshness } from '../../../queries/overview/overview';
import { consumersNow, deadLettersNow, partitionsNow, queueEngines } from '../../../queries/pipeline/pipeline';
import { type TableMapping } from '../../../queries/tables';
import { type Question } from '../../scenes/query';

/** What the page asks once for its sentences and its tables; factsOf reads the answers. */
export function pipelineQuestions(tables: TableMapping): Question[] {
  const { database } = tables;
  return [
    { refId: 'queues', sql: queueEngines(database), as: 'table' },
    { refId: 'freshness', sql: freshness(tables), as: 'table' },
    { refId: 'partitions', sql: partitionsNow(database), as: 'table' },
    { refId: 'consumers', sql: consumersNow(database), as: 'table' },
    { refId: 'letters', sql: deadLettersNow(database), as: 'table' },
  ];
}
