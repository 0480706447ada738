import { type Effect } from '../../migrate/effect';
import { paint } from '../output';

/** The class of a statement, so that what deletes rows is seen first. */
export function effectWord(effect: Effect): string {
  switch (effect) {
    case 'destructive':
      return paint(['red', 'bold'], effect);
    case 'rewrite':
    case 'mutation':
      return paint('yellow', effect);
    case 'metadata':
      return paint('dim', effect);
  }
}
