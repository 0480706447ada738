import {
  EmbeddedScene,
  type SceneAppPage,
  SceneFlexItem,
  SceneFlexLayout,
  SceneTimeRange,
  SceneVariableSet,
} from '@grafana/scenes';

import { Actors } from './Actors';
import { AuditHeadline } from './AuditHeadline';
import { AuditVolume } from './AuditVolume';
import { Breakdown } from './Breakdown';
import { Findings } from './Findings';
import { Patterns } from './Patterns';
import { auditEvents, auditTotals, type AuditScope } from '../../../queries/audit/audit';
import { AUDIT_FIELDS } from '../../../queries/audit/fields';
import { auditSearch } from '../../../queries/audit/search';
import { and, grafanaVariable } from '../../../queries/sql';
import { type TableMapping } from '../../../queries/tables';
import { PAGES, pageUrl } from '../../app/plugin';
import { type AppSettings, tablesOf } from '../../app/settings';
import { currentCondition, currentRange } from '../../scenes/currentScope';
import { EventList } from '../../scenes/EventList';
import { auditSource } from '../../scenes/export/auditSource';
import { ExportButton } from '../../scenes/export/ExportButton';
import { filtersVariable } from '../../scenes/filtersVariable';
import { KeyboardHelp } from '../../scenes/KeyboardHelp';
import { LazyTabs } from '../../scenes/LazyTabs';
import { LiveTail } from '../../scenes/LiveTail';
import { pageControls } from '../../scenes/pageControls';
import { runner } from '../../scenes/query';
import { RootPage } from '../../scenes/RootPage';
import { SearchVariable } from '../../scenes/SearchVariable';
import { ShowSql } from '../../scenes/ShowSql';
import { chosenDataSourceUid, dataSourceVariable, VARIABLES } from '../../scenes/variables';

/** Events that the list asks for at once. */
const LIST_LIMIT = 1000;

/** Audit logs: who did what, when and from where. */
export function auditPage(settings: AppSettings): SceneAppPage {
  const tables = tablesOf(settings);
  return new RootPage({
    title: PAGES.audit.title,
    url: pageUrl('audit'),
    routePath: PAGES.audit.path,
    $timeRange: new SceneTimeRange({ from: 'now-24h', to: 'now' }),
    $variables: new SceneVariableSet({
      variables: [
        dataSourceVariable(settings),
        filtersVariable(tables, AUDIT_FIELDS),
        new SearchVariable({
          name: VARIABLES.search,
          label: 'Search',
          what: 'audit events',
          placeholder: 'Search: words, trace id, IP address',
          meaning: auditSearch,
        }),
      ],
    }),
    getScene: () => auditScene(tables),
  });
}

function auditScene(tables: TableMapping): EmbeddedScene {
  const scope: AuditScope = {
    tables,
    range: 'dashboard',
    where: and([grafanaVariable(VARIABLES.filters), grafanaVariable(VARIABLES.search)]),
  };
  return new EmbeddedScene({
    controls: [...pageControls(), new KeyboardHelp({ keys: KEYS })],
    body: new SceneFlexLayout({
      direction: 'column',
      children: [
        new SceneFlexItem({
          ySizing: 'content',
          $data: runner([{ refId: 'totals', sql: auditTotals(scope), as: 'table' }]),
          body: new AuditHeadline(),
        }),
        new SceneFlexItem({ height: 220, body: new AuditVolume({ scope }) }),
        new SceneFlexItem({ minHeight: 420, body: auditTabs(scope) }),
      ],
    }),
  });
}

const auditTabs = (scope: AuditScope) =>
  new LazyTabs(
    [
      { key: 'events', label: 'Events', make: () => eventList(scope) },
      { key: 'breakdown', label: 'Breakdown', make: () => new Breakdown(scope) },
      { key: 'patterns', label: 'Patterns', make: () => new Patterns(scope) },
      { key: 'actors', label: 'Actors', make: () => new Actors(scope) },
      { key: 'findings', label: 'Findings', make: () => new Findings(scope) },
    ],
    'Views of the events'
  );

const eventList = (scope: AuditScope) => {
  const list: EventList = new EventList({
    $data: runner([{ refId: 'events', sql: auditEvents(scope, LIST_LIMIT), as: 'table' }]),
    limit: LIST_LIMIT,
    tables: scope.tables,
    sql: new ShowSql({ title: 'Audit events' }),
    tail: new LiveTail({ tables: scope.tables }),
    file: new ExportButton({
      name: 'audit-events',
      source: () =>
        auditSource(chosenDataSourceUid(list), {
          tables: scope.tables,
          range: currentRange(list),
          where: currentCondition(list, AUDIT_FIELDS),
        }),
    }),
  });
  return list;
};

const KEYS = [
  ['/', 'to the search box'],
  ['j, k', 'to the next or previous event'],
  ['Enter', 'opens the event'],
  ['Esc', 'closes what is open'],
  ['?', 'shows these keys'],
] as const;
