/** What the demo services can do: the HTTP operations of `storefront`, the gRPC methods of `billing`, its statements. */

export type Action =
  | 'LOGIN'
  | 'LOGOUT'
  | 'READ'
  | 'CREATE'
  | 'UPDATE'
  | 'DELETE'
  | 'EXPORT'
  | 'APPROVE'
  | 'EXECUTE'
  | 'ASSIGN_ROLE'
  | 'REVOKE';

/** How an operation appears in the audit log: classes of action as in compliance/, "Event taxonomy". */
export interface Audited {
  event: string;
  action: Action;
  targetType: string;
}

export interface Query {
  /** Prisma's names for it. */
  model: string;
  method: string;
  operation: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  collection: string;
  text: string;
  /** Milliseconds on an ordinary day. */
  typical: number;
}

export interface BillingMethod {
  queries: Query[];
  audited?: Audited;
  /** An invoice is mailed later, by whoever takes the message. */
  mails?: boolean;
}

export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  route: string;
  calls: BillingMethodName[];
  audited?: Audited;
  /** Status when all goes well. */
  status: number;
  /** Share of the traffic. */
  weight: number;
  /** Milliseconds that storefront itself needs. */
  typical: number;
}

const query = (
  model: string,
  method: string,
  operation: Query['operation'],
  collection: string,
  text: string,
  typical: number
): Query => ({ model, method, operation, collection, text, typical });

export const CLOSE_INVOICE = query(
  'Invoice',
  'update',
  'UPDATE',
  'invoices',
  'UPDATE "invoices" SET "status" = $1, "closed_at" = $2 WHERE "id" = $3 RETURNING "id"',
  9
);

export const BILLING_METHODS = {
  GetInvoice: {
    queries: [
      query(
        'Invoice',
        'findUnique',
        'SELECT',
        'invoices',
        'SELECT "id", "customer_id", "total", "status" FROM "invoices" WHERE "id" = $1 LIMIT 1',
        4
      ),
    ],
  },
  ListInvoices: {
    queries: [
      query('Invoice', 'count', 'SELECT', 'invoices', 'SELECT COUNT(*) FROM "invoices" WHERE "tenant_id" = $1', 7),
      query(
        'Invoice',
        'findMany',
        'SELECT',
        'invoices',
        'SELECT "id", "total", "status" FROM "invoices" WHERE "tenant_id" = $1 ORDER BY "created_at" DESC LIMIT $2',
        12
      ),
    ],
  },
  AuthorizePayment: {
    queries: [
      query(
        'Customer',
        'findUnique',
        'SELECT',
        'customers',
        'SELECT "id", "credit_limit" FROM "customers" WHERE "id" = $1 FOR UPDATE',
        5
      ),
      query(
        'Payment',
        'create',
        'INSERT',
        'payments',
        'INSERT INTO "payments" ("id", "customer_id", "amount", "status") VALUES ($1, $2, $3, $4)',
        8
      ),
    ],
    audited: { event: 'payment.approve', action: 'APPROVE', targetType: 'payment' },
  },
  CreateInvoice: {
    queries: [
      query(
        'Invoice',
        'create',
        'INSERT',
        'invoices',
        'INSERT INTO "invoices" ("id", "customer_id", "total") VALUES ($1, $2, $3)',
        7
      ),
      query(
        'InvoiceItem',
        'createMany',
        'INSERT',
        'invoice_items',
        'INSERT INTO "invoice_items" ("invoice_id", "sku", "quantity") VALUES ($1, $2, $3)',
        6
      ),
    ],
    audited: { event: 'invoice.create', action: 'CREATE', targetType: 'invoice' },
    mails: true,
  },
  UpdateCustomer: {
    queries: [
      query('Customer', 'findUnique', 'SELECT', 'customers', 'SELECT * FROM "customers" WHERE "id" = $1 LIMIT 1', 4),
      query('Customer', 'update', 'UPDATE', 'customers', 'UPDATE "customers" SET "address" = $1 WHERE "id" = $2', 8),
    ],
  },
  ExportInvoices: {
    queries: [
      query(
        'Invoice',
        'findMany',
        'SELECT',
        'invoices',
        'SELECT * FROM "invoices" WHERE "tenant_id" = $1 AND "created_at" >= $2',
        160
      ),
    ],
  },
  DeleteDraft: {
    queries: [
      query(
        'Invoice',
        'delete',
        'DELETE',
        'invoices',
        'DELETE FROM "invoices" WHERE "id" = $1 AND "status" = \'draft\'',
        6
      ),
    ],
  },
} satisfies Record<string, BillingMethod>;

export type BillingMethodName = keyof typeof BILLING_METHODS;

/** A billing method by its name, with what is optional of it. */
export const billingMethod = (name: BillingMethodName): BillingMethod => BILLING_METHODS[name];

const operation = (
  method: Operation['method'],
  route: string,
  weight: number,
  typical: number,
  calls: BillingMethodName[] = [],
  audited?: Audited,
  status = 200
): Operation => ({ method, route, calls, audited, status, weight, typical });

const audited = (event: string, action: Action, targetType: string): Audited => ({ event, action, targetType });

export const OPERATIONS = {
  browse: operation('GET', '/api/catalog', 16, 9),
  viewInvoice: operation(
    'GET',
    '/api/invoices/{id}',
    24,
    5,
    ['GetInvoice'],
    audited('invoice.read', 'READ', 'invoice')
  ),
  listInvoices: operation('GET', '/api/invoices', 14, 6, ['ListInvoices'], audited('invoice.list', 'READ', 'invoice')),
  checkout: operation(
    'POST',
    '/api/checkout',
    15,
    22,
    ['AuthorizePayment', 'CreateInvoice'],
    audited('order.create', 'CREATE', 'order'),
    201
  ),
  login: operation('POST', '/api/login', 12, 70, [], audited('user.login', 'LOGIN', 'session')),
  logout: operation('POST', '/api/logout', 10, 3, [], audited('user.logout', 'LOGOUT', 'session'), 204),
  updateCustomer: operation(
    'PUT',
    '/api/customers/{id}',
    5,
    7,
    ['UpdateCustomer'],
    audited('customer.update', 'UPDATE', 'customer')
  ),
  exportInvoices: operation(
    'POST',
    '/api/invoices/export',
    1,
    30,
    ['ExportInvoices'],
    audited('invoice.export', 'EXPORT', 'invoice')
  ),
  deleteDraft: operation(
    'DELETE',
    '/api/invoices/{id}',
    1,
    5,
    ['DeleteDraft'],
    audited('invoice.delete', 'DELETE', 'invoice'),
    204
  ),
  readUsers: operation('GET', '/api/admin/users', 2, 8, [], audited('user.list', 'READ', 'user')),
  assignRole: operation(
    'PUT',
    '/api/admin/users/{id}/role',
    0.4,
    11,
    [],
    audited('role.assign', 'ASSIGN_ROLE', 'user')
  ),
  revokeRole: operation(
    'DELETE',
    '/api/admin/users/{id}/role',
    0.3,
    10,
    [],
    audited('role.revoke', 'REVOKE', 'user'),
    204
  ),
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

export const operationNames = Object.keys(OPERATIONS) as OperationName[];
