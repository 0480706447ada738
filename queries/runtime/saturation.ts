import { gauge, type RuntimeQuestion } from './runtime';

/**
 * How full a service is, as a share of what it can have: near 100 % it can do no more. Names are those of the semantic
 * conventions and of the Collector's kubeletstats receiver; the fullest instance is drawn.
 */
export const SATURATION: RuntimeQuestion = {
  title: 'Saturation',
  description: 'How much of what the fullest instance can have is in use: near 100 % it can do no more.',
  unit: 'percentunit',
  metrics: [
    gauge('event loop', 'nodejs.eventloop.utilization', '1', 'max'),
    gauge('processor', 'process.cpu.utilization', '1', 'max'),
    gauge('processor of the JVM', 'jvm.cpu.recent_utilization', '1', 'max'),
    gauge('processor, of the limit', 'k8s.container.cpu_limit_utilization', '1', 'max'),
    gauge('memory, of the limit', 'k8s.container.memory_limit_utilization', '1', 'max'),
    gauge('processor of the pod, of the limit', 'k8s.pod.cpu_limit_utilization', '1', 'max'),
    gauge('memory of the pod, of the limit', 'k8s.pod.memory_limit_utilization', '1', 'max'),
  ],
  older: [gauge('processor of the JVM', 'process.runtime.jvm.cpu.utilization', '1', 'max')],
};
