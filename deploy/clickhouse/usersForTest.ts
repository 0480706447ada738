import path from 'node:path';

import { childNames, elementAt, readXml } from './readXmlForTest';

const CONFIGURATION = readXml(path.join(__dirname, 'users.d/girok.xml'));

/** Everybody who may log in. */
export const USERS = childNames(elementAt(CONFIGURATION, 'users')).filter((name) => name !== 'default');

/** The GRANT statements of a user, without `TO`. */
export const grantsOf = (user: string): string[] =>
  elementAt(CONFIGURATION, 'users', user, 'grants').children.map(({ text }) => text);

/** What `GRANT <privilege> ON` is said of: `otel.*`, `system.parts`. */
export const grantedOn = (user: string, privilege: string): string[] =>
  grantsOf(user).flatMap((grant) => {
    const [, what, on] = /^GRANT (.+) ON (\S+)$/.exec(grant) ?? [];
    return what === privilege ? [on] : [];
  });
