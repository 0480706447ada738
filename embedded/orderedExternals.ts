import { type Compiler, ExternalModule } from 'webpack';

/**
 * Names the modules that Grafana shares in the order of the alphabet. Without it their order in the built file is that in
 * which they were found, which differs from build to build: the same commit would not give the same bytes.
 */
export const orderedExternals = {
  apply(compiler: Compiler): void {
    compiler.hooks.compilation.tap('orderedExternals', ({ hooks, chunkGraph }) => {
      hooks.afterOptimizeChunkModules.tap('orderedExternals', (chunks) => {
        for (const chunk of chunks) {
          const externals = chunkGraph.getChunkModules(chunk).filter((module) => module instanceof ExternalModule);
          const byName = externals.sort((a, b) => (a.identifier() < b.identifier() ? -1 : 1));
          // a set keeps the order in which things were added
          byName.forEach((module) => chunkGraph.disconnectChunkAndModule(chunk, module));
          byName.forEach((module) => chunkGraph.connectChunkAndModule(chunk, module));
        }
      });
    });
  },
};
