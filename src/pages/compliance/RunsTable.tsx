import { TextLink, useStyles2 } from '@grafana/ui';

import { type Run } from './api';
import { utcTime } from './dates';
import { StateBadge } from './StateBadge';
import { queryUrl, runUrl } from './urls';
import { compactTable } from '../../scenes/compactTable';

/** Runs, the latest first. */
export function RunsTable({ runs, label, of }: { runs: Run[]; label: string; of?: string }) {
  const styles = useStyles2(compactTable);
  if (runs.length === 0) {
    return <p className={styles.faint}>Nobody has run it yet.</p>;
  }
  return (
    <div className={styles.viewport} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Begun</th>
            {of === undefined && <th scope="col">Query</th>}
            <th scope="col">By</th>
            <th scope="col">Purpose</th>
            <th scope="col">State</th>
            <th scope="col" className={styles.number}>
              Rows
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map(({ run, startedAt, query, version, person, purpose, status, rows }) => (
            <tr key={run}>
              <td className={styles.time}>
                <TextLink inline href={runUrl(run)}>
                  {utcTime(startedAt)}
                </TextLink>
              </td>
              {of === undefined && (
                <td>
                  <TextLink inline href={queryUrl(query)}>
                    {query}
                  </TextLink>{' '}
                  <span className={styles.faint}>v{version}</span>
                </td>
              )}
              <td>{person}</td>
              <td>{purpose}</td>
              <td>
                <StateBadge state={status} />
              </td>
              <td className={styles.number}>
                {status === 'done' || status === 'expired' ? rows.toLocaleString('en') : ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
