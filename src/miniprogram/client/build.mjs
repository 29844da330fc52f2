// After tsc, which writes the types: bundles the client as CommonJS, also for the demo, and as an ES module.
import { build } from 'esbuild';
import { copyFileSync, writeFileSync } from 'node:fs';

for (const [format, outfile] of [['cjs', 'dist/index.js'], ['esm', 'esm/index.mjs']]) {
  await build({ entryPoints: ['src/index.ts'], bundle: true, minify: true, target: 'es2018', format, outfile, logLevel: 'warning' });
}

// The same types: to TypeScript, .d.ts files of this package describe CommonJS.
writeFileSync('esm/index.d.mts', "export * from '../dist/index.js';\n");
copyFileSync('../../../LICENSE', 'LICENSE');
// A file and no package, so that the demo can be copied and Build npm in WeChat DevTools does not remove it.
copyFileSync('dist/index.js', '../demo/minilogin-client.js');
