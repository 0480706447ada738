import { type Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type Panel,
  RowBuilder,
  TimePickerBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { dashboardLinks } from './links';
import { DASHBOARDS, type DashboardName, TAG } from './names';
import { dataSource } from './variables';

interface Contents {
  description: string;
  variables?: Array<Builder<VariableModel>>;
  /** Time range at first, back from now. */
  from?: string;
  /** Panels from left to right and top to bottom; a text begins a row of that name. */
  panels: Array<Builder<Panel> | string>;
  /** Panels in a row at the end that is closed, and asks nothing until somebody opens it. */
  closed?: { title: string; panels: Array<Builder<Panel>> };
}

/** A dashboard with what all of ours have: uid, tag, links, data source. Ids of panels count from 1. */
export function dashboard(name: DashboardName, contents: Contents): Dashboard {
  const { uid, title, page } = DASHBOARDS[name];
  const { description, variables = [], from = 'now-3h', panels, closed } = contents;
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('')
    .time({ from, to: 'now' })
    .timepicker(new TimePickerBuilder().refreshIntervals(['30s', '1m', '5m', '15m', '1h']))
    .links(dashboardLinks(page))
    .variables([dataSource(), ...variables]);
  for (const panel of panels) {
    if (typeof panel === 'string') {
      builder.withRow(new RowBuilder(panel));
    } else {
      builder.withPanel(panel);
    }
  }
  if (closed) {
    const row = new RowBuilder(closed.title).collapsed(true);
    closed.panels.forEach((panel) => row.withPanel(panel));
    builder.withRow(row);
  }
  const built = builder.build();
  // the SDK hides links in a menu and offers no other place
  built.links?.forEach((link) => delete link.placement);
  return numbered({ ...built, id: null });
}

function numbered(built: Dashboard): Dashboard {
  let id = 0;
  for (const panel of built.panels ?? []) {
    panel.id = ++id;
    for (const inner of ('panels' in panel && panel.panels) || []) {
      inner.id = ++id;
    }
  }
  return built;
}
