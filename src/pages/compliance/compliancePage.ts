import { EmbeddedScene, type SceneAppPage } from '@grafana/scenes';

import { AllRuns } from './AllRuns';
import { Controls } from './Controls';
import { IntegrityView } from './IntegrityView';
import { Reviews } from './Reviews';
import { PAGES, pageUrl } from '../../app/plugin';
import { LazyTabs } from '../../scenes/LazyTabs';
import { RootPage } from '../../scenes/RootPage';

/** Compliance: what was approved to be asked, who has asked it, and whether the log is what it was. Answered by `girok serve`. */
export function compliancePage(): SceneAppPage {
  return new RootPage({
    title: PAGES.compliance.title,
    url: pageUrl('compliance'),
    routePath: PAGES.compliance.path,
    getScene: () =>
      new EmbeddedScene({
        body: new LazyTabs(
          [
            { key: 'controls', label: 'Controls', make: () => new Controls({}) },
            { key: 'runs', label: 'Runs', make: () => new AllRuns({}) },
            { key: 'reviews', label: 'Reviews', make: () => new Reviews({}) },
            { key: 'integrity', label: 'Integrity', make: () => new IntegrityView({}) },
          ],
          'Parts of compliance'
        ),
      }),
  });
}
