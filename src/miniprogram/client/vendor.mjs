// Writes what "Build npm" in WeChat DevTools would write, so that the demo can be opened without that step.
import { copyFileSync, mkdirSync } from 'node:fs';

const folder = new URL('../demo/miniprogram_npm/minilogin-client/', import.meta.url);
mkdirSync(folder, { recursive: true });
copyFileSync(new URL('dist/index.js', import.meta.url), new URL('index.js', folder));
