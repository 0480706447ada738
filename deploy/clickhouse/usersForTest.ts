import path from 'node:path';

import { childNames, elementAt, readXml, type XmlElement } from './readXmlForTest';

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

/** What settings a user has by its profile, and what the profile says of changing them. */
export interface Profile {
  settings: Record<string, string>;
  constraints: Record<string, Record<string, string>>;
}

/** The profile of a user. */
export const profileOf = (user: string): Profile => {
  const { children } = elementAt(CONFIGURATION, 'profiles', elementAt(CONFIGURATION, 'users', user, 'profile').text);
  const constraints = children.filter(({ name }) => name === 'constraints').flatMap((all) => all.children);
  return {
    settings: textsOf(children.filter(({ name }) => name !== 'constraints')),
    constraints: Object.fromEntries(constraints.map(({ name, children: bounds }) => [name, textsOf(bounds)])),
  };
};

const textsOf = (elements: readonly XmlElement[]) => Object.fromEntries(elements.map(({ name, text }) => [name, text]));
