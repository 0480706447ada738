import { type DataQueryRequest } from '@grafana/data';
import { SceneAppPage, type SceneObject } from '@grafana/scenes';

/**
 * A page that is the root of its own objects. Scenes numbers equal URL keys over the whole tree, so that with the app as
 * the root the second page would read its data source from `var-ds-2` and links between pages would lose it.
 */
export class RootPage extends SceneAppPage {
  getRoot(): SceneObject {
    return this;
  }

  /** The app would be asked next; it adds nothing, and as a root this page would be asked again without end. */
  enrichDataRequest(_source: SceneObject): Partial<DataQueryRequest> | null {
    return null;
  }
}
