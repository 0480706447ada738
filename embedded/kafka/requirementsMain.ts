import { whyNoKafka } from './requirements';

/** For `npm test`, which is not TypeScript: prints why no Kafka can run here, or nothing. */
process.stdout.write(whyNoKafka() ?? '');
