import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CLIENT = fileURLToPath(new URL('../../src/miniprogram/client', import.meta.url));

/** Packs minilogin-client, and installs it into a new app in this folder. */
export function installClient(app) {
  rmSync(app, { recursive: true, force: true });
  mkdirSync(path.join(app, 'node_modules/minilogin-client'), { recursive: true });
  const isWindows = process.platform === 'win32';
  execFileSync(isWindows ? 'npm.cmd' : 'npm', ['pack', '--ignore-scripts=false', '--pack-destination', app], { cwd: CLIENT, stdio: 'ignore', shell: isWindows });
  const tarball = readdirSync(app).find((file) => file.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', tarball, '-C', 'node_modules/minilogin-client', '--strip-components=1'], { cwd: app });
  writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', type: 'module', dependencies: { 'minilogin-client': '*' } }));
}

/** A `wx` whose server knows one user. */
export function fakeWx() {
  const storage = new Map();
  const bodies = { '/login': { token: 'token', user: { openId: 'o' } }, '/user': { openId: 'o' } };
  return {
    storage,
    login: ({ success }) => success({ code: 'c' }),
    request({ url, success }) {
      const data = bodies[new URL(url).pathname];
      success({ statusCode: data ? 200 : 404, data, header: {} });
    },
    uploadFile: ({ success }) => success({ statusCode: 200, data: '{}' }),
    getStorageSync: (key) => storage.get(key) ?? '',
    setStorageSync: (key, value) => storage.set(key, value),
    removeStorageSync: (key) => storage.delete(key),
  };
}
