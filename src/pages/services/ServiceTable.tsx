import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';

import { ORDERS, type ServiceOrder } from './sorting';
import { durationText } from '../../../queries/traces/duration';
import { hasP95Changed, hasRateChanged, haveFailuresChanged, isComparable } from '../../scenes/change';
import { compactTable } from '../../scenes/compactTable';
import { currentRange } from '../../scenes/currentScope';
import { errorColor } from '../../scenes/errorLevel';
import { ExactLink } from '../../scenes/ExactLink';
import { moment } from '../../scenes/moment';
import { troublesOf, withoutRequests } from '../../scenes/services/health';
import { currentRelease, deploysOf, type Service, serviceTitle } from '../../scenes/services/service';
import { serviceLink } from '../../scenes/services/serviceLink';
import { shortened } from '../../scenes/shortened';
import { Trend } from '../../scenes/Trend';
import { percent, rateText } from '../../scenes/words';

interface ServiceTableProps {
  /** An object of the page, for its links and its time range. */
  model: SceneObject;
  services: Service[];
  order: ServiceOrder;
  onSort: (order: ServiceOrder) => void;
}

/** One row a service. What differs from the period before says what it was. */
export function ServiceTable({ model, services, order, onSort }: ServiceTableProps) {
  const styles = useStyles2(getStyles);
  const highest = Math.max(...services.map(({ rate }) => rate));
  const heading = (key: ServiceOrder, className?: string) => (
    <th
      scope="col"
      className={className}
      aria-sort={order === key ? (key === 'name' ? 'ascending' : 'descending') : undefined}
    >
      <button type="button" className={styles.sort} onClick={() => onSort(key)}>
        {ORDERS[key].label} {order === key ? (key === 'name' ? '↑' : '↓') : ''}
      </button>
    </th>
  );
  return (
    <div className={styles.viewport} tabIndex={0} role="region" aria-label="List of services">
      <table className={styles.table}>
        <thead>
          <tr>
            {heading('name')}
            {heading('rate', styles.number)}
            {heading('errors', styles.number)}
            {heading('p50', styles.number)}
            {heading('p95', styles.number)}
            {heading('p99', styles.number)}
            <th scope="col">Trend</th>
            <th scope="col">Version</th>
            {heading('need')}
          </tr>
        </thead>
        <tbody>
          {services.map((service) => (
            <ServiceRow key={service.name} model={model} service={service} highest={highest} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ServiceRow({ model, service, highest }: { model: SceneObject; service: Service; highest: number }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const title = serviceTitle(service.name);
  const { requests, failed, environments, namespaces } = service;
  const share = failed / Math.max(1, requests);
  const was = changesOf(service, highest);
  const instead = withoutRequests(service);
  const range = currentRange(model);
  const deploys = deploysOf(service, range);
  const duration = (value: number | null) => (value === null ? '–' : durationText(value));
  return (
    <tr>
      <th scope="row" className={styles.name}>
        <ExactLink href={serviceLink(model, service.name)}>
          <bdi>{shortened(title)}</bdi>
        </ExactLink>
        <div className={styles.faint}>
          <bdi>{[...namespaces.slice(0, 3), ...environments.slice(0, 3)].join(' · ')}</bdi>
          {namespaces.length > 3 && ` · ${namespaces.length} namespaces`}
        </div>
      </th>
      {instead === undefined ? (
        <>
          <td className={styles.number}>
            {rateText(service.rate, highest)} <Was text={was.rate} />
          </td>
          <td className={styles.number}>
            <span style={{ color: errorColor(theme, share) }}>{percent(share)}</span> <Was text={was.errors} />
          </td>
          <td className={styles.number}>{duration(service.p50)}</td>
          <td className={styles.number}>
            {duration(service.p95)} <Was text={was.p95} />
          </td>
          <td className={styles.number}>{duration(service.p99)}</td>
        </>
      ) : (
        <td colSpan={5} className={styles.instead}>
          {instead}
        </td>
      )}
      <td>
        {service.trend.length > 0 && (
          <Trend
            counts={service.trend}
            label={`Requests of ${title}`}
            marks={deploys.map(({ first }) => (first - 2 * range.from + range.to) / (2 * (range.to - range.from)))}
          />
        )}
      </td>
      <td className={styles.version}>
        <bdi>{shortened(currentRelease(service)?.version ?? '')}</bdi>
        {deploys.map(({ version, first }) => (
          <div key={version} className={styles.faint}>
            <Icon name="rocket" size="sm" aria-hidden /> deployed <bdi>{shortened(version)}</bdi> {moment(first)}
          </div>
        ))}
      </td>
      <td>
        <Troubles service={service} />
      </td>
    </tr>
  );
}

function Troubles({ service }: { service: Service }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.troubles}>
      {troublesOf(service).map(({ severity, text }) => (
        <li key={text} className={severity === 'broken' ? styles.broken : styles.worse}>
          <Icon
            name={severity === 'broken' ? 'exclamation-circle' : 'exclamation-triangle'}
            title={severity === 'broken' ? 'Broken now' : 'Getting worse'}
          />{' '}
          {text}
        </li>
      ))}
    </ul>
  );
}

const Was = ({ text }: { text?: string }) => (text === undefined ? null : <small>({text})</small>);

/** What was otherwise in the period before, where that says something. */
function changesOf(service: Service, highest: number): { rate?: string; errors?: string; p95?: string } {
  const { requests, requestsBefore, failed, failedBefore, rate, rateBefore, p95, p95Before } = service;
  const periods = { spans: requests, spansBefore: requestsBefore };
  if (!isComparable(periods)) {
    return {};
  }
  return {
    rate: hasRateChanged(rate, rateBefore) ? `was ${rateText(rateBefore, highest)}` : undefined,
    errors: haveFailuresChanged({ ...periods, failed, failedBefore })
      ? `was ${percent(failedBefore / requestsBefore)}`
      : undefined,
    p95: p95 !== null && hasP95Changed(p95, p95Before) ? `was ${durationText(p95Before)}` : undefined,
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...compactTable(theme),
  name: css({ fontWeight: 'normal', maxWidth: 320, overflowWrap: 'anywhere' }),
  instead: css({ color: theme.colors.text.secondary, fontStyle: 'italic' }),
  version: css({ maxWidth: 200, overflowWrap: 'anywhere' }),
  troubles: css({ listStyle: 'none', margin: 0 }),
  broken: css({ color: theme.colors.error.text }),
  worse: css({ color: theme.colors.warning.text }),
});
