/** A made-up user of the preview. Grafana knows real ones. */
export interface PreviewUser {
  id: number;
  uid: string;
  login: string;
  name: string;
  email: string;
  role: 'Viewer' | 'Editor' | 'Admin';
}

/** Users that one can be, the first by default: the others show what saved queries let each role do. */
export const PREVIEW_USERS: readonly [PreviewUser, ...PreviewUser[]] = [
  { id: 1, uid: 'preview', login: 'preview', name: 'Preview user', email: '', role: 'Admin' },
  { id: 2, uid: 'auditor', login: 'auditor', name: 'Auditor', email: '', role: 'Viewer' },
  { id: 3, uid: 'author', login: 'author', name: 'Author of queries', email: '', role: 'Editor' },
  { id: 4, uid: 'approver', login: 'approver', name: 'Approver of queries', email: '', role: 'Editor' },
  { id: 5, uid: 'viewer', login: 'viewer', name: 'Viewer without a role', email: '', role: 'Viewer' },
];

/** Cookie that says who one is. It proves nothing: whoever can open the preview may be anybody of these. */
export const USER_COOKIE = 'girok-preview-user';

/** The user that the cookies name. @param cookies as the header or `document.cookie` has them */
export function previewUser(cookies = ''): PreviewUser {
  const login = cookies
    .split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${USER_COOKIE}=`))
    ?.slice(USER_COOKIE.length + 1);
  return PREVIEW_USERS.find((one) => one.login === login) ?? PREVIEW_USERS[0];
}
