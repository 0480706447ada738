import '@testing-library/jest-dom';
import { TextDecoder, TextEncoder } from 'util';
import { deserialize, serialize } from 'v8';

// jsdom lacks these; @grafana/ui needs them to load, the layout of the service map needs structuredClone. The setTimeout stand-in for MessageChannel lets Jest exit.
class ImmediateMessageChannel {
  port1 = { onmessage: null as ((event: unknown) => void) | null, postMessage: () => {}, close() {} };
  port2 = {
    postMessage: (data: unknown) => {
      setTimeout(() => this.port1.onmessage?.({ data }), 0);
    },
    close() {},
  };
}

class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

Object.assign(globalThis, {
  MessageChannel: ImmediateMessageChannel,
  structuredClone: (value: unknown): unknown => deserialize(serialize(value)),
  TextDecoder,
  TextEncoder,
  ResizeObserver: NoObserver,
  IntersectionObserver: NoObserver,
});

Object.defineProperty(globalThis, 'matchMedia', {
  writable: true,
  value: (query: string) => ({
    matches: false,
    media: query,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  }),
});
HTMLCanvasElement.prototype.getContext = () => null;
