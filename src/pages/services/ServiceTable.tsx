import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type SceneObject } from '@grafana/scenes';
import { Icon, useStyles2, useTheme2 } from '@grafana/ui';
import { useState } from 'react';

import { type Grouping, groupsOf, type ServiceGroup } from './grouping';
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
import { percent, plural, rateText } from '../../scenes/words';

interface ServiceTableProps {
  /** An object of the page, for its links and its time range. */
  model: SceneObject;
  services: Service[];
  grouping: Grouping | undefined;
  order: ServiceOrder;
  onSort: (order: ServiceOrder) => void;
}

/** One row a service, under the heads of their groups where they are grouped. What differs from the period before says what it was. */
export function ServiceTable({ model, services, grouping, order, onSort }: ServiceTableProps) {
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
        {grouping === undefined ? (
          <ServiceRows model={model} services={services} highest={highest} />
        ) : (
          groupsOf(services, grouping).map((group) => (
            <ServiceGroupRows key={group.name} model={model} group={group} highest={highest} />
          ))
        )}
      </table>
    </div>
  );
}

interface RowsProps {
  model: SceneObject;
  /** The highest rate of all services: all rates have its unit. */
  highest: number;
}

const ServiceRows = ({ services, ...props }: RowsProps & { services: Service[] }) => (
  <tbody>
    {services.map((service) => (
      <ServiceRow key={service.name} service={service} {...props} />
    ))}
  </tbody>
);

/** What the services of a group do together, and below it each of them. */
function ServiceGroupRows({ group, ...props }: RowsProps & { group: ServiceGroup }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [isOpen, setOpen] = useState(true);
  const { name, services, requests, rate, failed, trend, broken, worse } = group;
  const share = failed / Math.max(1, requests);
  return (
    <>
      <tbody>
        <tr className={styles.group}>
          <th scope="rowgroup" className={styles.name}>
            <button
              type="button"
              className={cx(styles.sort, styles.groupName)}
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              <Icon name={isOpen ? 'angle-down' : 'angle-right'} aria-hidden /> <bdi>{shortened(name)}</bdi>
            </button>{' '}
            <span className={styles.faint}>{plural(services.length, 'service')}</span>
          </th>
          <td className={styles.number}>{requests > 0 && rateText(rate, props.highest)}</td>
          <td className={styles.number}>
            {requests > 0 && <span style={{ color: errorColor(theme, share) }}>{percent(share)}</span>}
          </td>
          <td colSpan={3} />
          <td>{trend.length > 0 && <Trend counts={trend} label={`Requests of ${name}`} />}</td>
          <td />
          <td>
            {broken > 0 && <span className={styles.broken}>{broken} broken </span>}
            {worse > 0 && <span className={styles.worse}>{worse} getting worse</span>}
          </td>
        </tr>
      </tbody>
      {isOpen && <ServiceRows services={services} {...props} />}
    </>
  );
}

function ServiceRow({ model, service, highest }: RowsProps & { service: Service }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const title = serviceTitle(service.name);
  const { requests, failed, environments, namespaces, owners } = service;
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
          <bdi>{[...owners.slice(0, 3), ...namespaces.slice(0, 3), ...environments.slice(0, 3)].join(' · ')}</bdi>
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
  group: css({ background: theme.colors.background.secondary }),
  groupName: css({ fontWeight: theme.typography.fontWeightMedium, textAlign: 'left', overflowWrap: 'anywhere' }),
  instead: css({ color: theme.colors.text.secondary, fontStyle: 'italic' }),
  version: css({ maxWidth: 200, overflowWrap: 'anywhere' }),
  troubles: css({ listStyle: 'none', margin: 0 }),
  broken: css({ color: theme.colors.error.text }),
  worse: css({ color: theme.colors.warning.text }),
});
