import { type AclEntry, AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';

import { type KafkaUser } from './users';

/** Topics and consumer groups that begin so are girok's. */
export const TOPIC_PREFIX = 'otel-';
export const GROUP_PREFIX = 'girok-';

const { TOPIC, GROUP } = AclResourceTypes;
const { READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS } = AclOperationTypes;

/** The least that girok and a Collector need of a broker; the test broker refuses everything else. */
export const ACLS: AclEntry[] = [
  ...allow('girok', TOPIC, TOPIC_PREFIX, [READ, DESCRIBE, DESCRIBE_CONFIGS]),
  ...allow('girok', GROUP, GROUP_PREFIX, [READ, DESCRIBE]),
  ...allow('producer', TOPIC, TOPIC_PREFIX, [WRITE, DESCRIBE]),
];

function allow(
  user: KafkaUser,
  resourceType: AclResourceTypes,
  prefix: string,
  operations: AclOperationTypes[]
): AclEntry[] {
  return operations.map((operation) => ({
    principal: `User:${user}`,
    host: '*',
    operation,
    permissionType: AclPermissionTypes.ALLOW,
    resourceType,
    resourceName: prefix,
    resourcePatternType: ResourcePatternTypes.PREFIXED,
  }));
}
