import { useEffect, useState } from 'react';

/**
 * Counts up whenever fonts have finished loading. A canvas that was drawn before (on a slow start, or after a change
 * of theme, which declares the fonts anew) has its text in a fallback font until it is drawn again.
 */
export function useFontsRevision(): number {
  const [revision, setRevision] = useState(0);
  useEffect(() => {
    const onLoaded = () => setRevision((before) => before + 1);
    document.fonts.addEventListener('loadingdone', onLoaded);
    return () => document.fonts.removeEventListener('loadingdone', onLoaded);
  }, []);
  return revision;
}
