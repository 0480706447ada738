export type ServiceName = 'storefront' | 'billing';

/** The team that answers for it. */
export const OWNER: Record<ServiceName, string> = { storefront: 'web', billing: 'payments' };

/** gRPC name of billing's service. */
export const BILLING_SERVICE = 'shop.billing.v1.Billing';

/** The database behind billing, as its spans name it. There is none: its answers are only waited for. */
export const DATABASE = {
  'db.system.name': 'postgresql',
  'db.namespace': 'payments',
  'server.address': 'payments-db',
  'server.port': 5432,
  'peer.service': 'payments-db',
};

/** The queue of mails with invoices, as its spans name it. There is none: one side of billing hands over to the other. */
export const MAIL_QUEUE = {
  'messaging.system': 'rabbitmq',
  'messaging.destination.name': 'invoice-mail',
  'server.address': 'mail-queue',
};
