import { type Role } from './roles';

/** Who does something: as Grafana has signed it, or who started the command. */
export interface Person {
  /** Of Grafana; `cli:` and the user of the machine for a command, `girok` for a schedule. */
  uid: string;
  login: string;
  roles: readonly Role[];
}

/** Who runs what a schedule asks for. */
export const SCHEDULE: Person = { uid: 'girok', login: 'girok (schedule)', roles: ['auditor'] };
