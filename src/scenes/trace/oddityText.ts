import { formatDuration } from './duration';
import { type Oddity } from './traceTree';

/** What is odd about a span, in a few words. */
export function oddityText(oddity: Oddity): string {
  switch (oddity.kind) {
    case 'cycle':
      return 'its own ancestor';
    case 'sameId':
      return `same id as ${oddity.of - 1} other${oddity.of === 2 ? '' : 's'}`;
    case 'startsBefore':
      return `starts ${formatDuration(oddity.by)} before its parent`;
    case 'endsAfter':
      return `ends ${formatDuration(oddity.by)} after its parent`;
  }
}

/** What it means and why it is shown as it is, for the details. */
export function oddityMeaning(oddity: Oddity): string {
  switch (oddity.kind) {
    case 'cycle':
      return 'Following the parents leads back to this span. It is shown at the top; one of these parent ids is wrong.';
    case 'sameId':
      return `Span ${oddity.copy} of ${oddity.of} with this id in the trace. Children are shown under the one that ran when they started.`;
    case 'startsBefore':
      return `It starts ${formatDuration(oddity.by)} before its parent, which cannot be: the clocks of the two differ by at least that. Times are shown as they were recorded.`;
    case 'endsAfter':
      return `It ends ${formatDuration(oddity.by)} after its parent: the parent did not wait for it, or their clocks differ.`;
  }
}
