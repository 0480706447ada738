import { Button, Text, useStyles2 } from '@grafana/ui';
import { useState } from 'react';

import { type ResultPage } from './api';
import { layout } from './layout';
import { Problem } from './Problem';
import { ProofStatus } from './ProofStatus';
import { useAsked } from './useAsked';
import { compactTable } from '../../scenes/compactTable';

const PAGE_ROWS = 100;

/** The rows of a result, a hundred at a time, with what is known of the seals beside it. */
export function Result({ run }: { run: string }) {
  const styles = useStyles2(layout);
  const [offset, setOffset] = useState(0);
  const { answer, problem, loading } = useAsked<ResultPage>('/run/page', { run, offset, limit: PAGE_ROWS });
  return (
    <div className={styles.stack} aria-busy={loading}>
      <Problem title="The result could not be read" text={problem} />
      {answer && (
        <>
          <ProofStatus proof={answer.proof} />
          <p className={styles.note}>
            {Object.entries(answer.parameters)
              .filter(([, value]) => value !== '')
              .map(([name, value]) => `${name} = ${value}`)
              .join(' · ')}
          </p>
          {answer.rows > 0 && <Rows result={answer} />}
          {answer.rows > PAGE_ROWS && (
            <nav className={styles.row} aria-label="Pages of the result">
              <Button
                size="sm"
                variant="secondary"
                disabled={offset === 0}
                onClick={() => setOffset(offset - PAGE_ROWS)}
              >
                Previous
              </Button>
              <Text>
                {`${(offset + 1).toLocaleString('en')} to ${Math.min(offset + PAGE_ROWS, answer.rows).toLocaleString('en')} of ${answer.rows.toLocaleString('en')}`}
              </Text>
              <Button
                size="sm"
                variant="secondary"
                disabled={offset + PAGE_ROWS >= answer.rows}
                onClick={() => setOffset(offset + PAGE_ROWS)}
              >
                Next
              </Button>
            </nav>
          )}
          <p className={styles.note}>
            <strong>Cannot show:</strong> {answer.cannotShow}
          </p>
        </>
      )}
    </div>
  );
}

function Rows({ result: { page, columns, offset } }: { result: ResultPage }) {
  const styles = useStyles2(compactTable);
  return (
    <div className={styles.viewport} role="region" aria-label="Result" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map(({ name, meaning }) => (
              <th key={name} scope="col" title={meaning}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.map((row, i) => (
            <tr key={offset + i}>
              {columns.map(({ name }) => (
                <td key={name} className={isTime(row[name]) ? styles.time : undefined}>
                  {cell(row[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/;

const isTime = (value: unknown) => typeof value === 'string' && TIME.test(value);

/** Nanoseconds of zeros say nothing. */
function cell(value: unknown): string {
  if (value === null) {
    return '';
  }
  if (typeof value !== 'string') {
    return Array.isArray(value) ? value.map(String).join(', ') : String(value);
  }
  return TIME.test(value) ? value.replace(/\.(\d{3})0*$/, '.$1') : value;
}
