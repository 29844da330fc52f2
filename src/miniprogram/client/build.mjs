// After tsc, which writes the types: bundles the client as CommonJS and as an ES module, and writes what "Build npm" in WeChat DevTools
// would write, so that the demo can be opened without that step.
import { build } from 'esbuild';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';

for (const [format, outfile] of [['cjs', 'dist/index.js'], ['esm', 'esm/index.mjs']]) {
  await build({ entryPoints: ['src/index.ts'], bundle: true, minify: true, target: 'es2018', format, outfile, logLevel: 'warning' });
}

// The same types: to TypeScript, .d.ts files of this package describe CommonJS.
writeFileSync('esm/index.d.mts', "export * from '../dist/index.js';\n");
copyFileSync('../../../LICENSE', 'LICENSE');

const folder = '../demo/miniprogram_npm/minilogin-client/';
mkdirSync(folder, { recursive: true });
copyFileSync('dist/index.js', `${folder}index.js`);
