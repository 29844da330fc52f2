import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { fakeWx, installClient } from './app.mjs';

const FOLDER = path.dirname(fileURLToPath(import.meta.url));
// Inside this folder, so that the app finds the packages that are installed here.
const APP = path.join(FOLDER, 'artifacts/app');
const INSTALLED = path.join(APP, 'node_modules/minilogin-client');
const run = promisify(execFile);

describe('the tarball of minilogin-client', () => {
  before(() => {
    installClient(APP);
    cpSync(path.join(FOLDER, 'types'), APP, { recursive: true });
  });

  for (const name of ['wx', 'uni', 'taro']) {
    for (const [module, moduleResolution] of [['esnext', 'bundler'], ['nodenext', 'nodenext']]) {
      test(`type-checks with ${name}, resolution ${moduleResolution}`, async () => {
        // skipLibCheck: the types of Taro and uni-app have errors of their own.
        const options = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, target: 'es2020', lib: ['es2020', 'dom'], types: [], module, moduleResolution };
        const config = path.join(APP, `tsconfig.${name}.${moduleResolution}.json`);
        writeFileSync(config, JSON.stringify({ compilerOptions: options, files: [`${name}.ts`] }));
        const tsc = path.join(FOLDER, 'node_modules/typescript/bin/tsc');
        await run(process.execPath, [tsc, '-p', config]).catch(({ stdout }) => assert.fail(stdout));
      });
    }
  }

  test('its own types have no errors, also without types of WeChat', async () => {
    writeFileSync(path.join(APP, 'own.cts'), "import client = require('minilogin-client');\nexport const error: client.MiniLoginError = new client.MiniLoginError('network', '');\n");
    const options = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: 'es2020', lib: ['es2020'], types: [], module: 'nodenext' };
    writeFileSync(path.join(APP, 'tsconfig.own.json'), JSON.stringify({ compilerOptions: options, files: ['own.cts', 'common.ts'] }));
    await run(process.execPath, [path.join(FOLDER, 'node_modules/typescript/bin/tsc'), '-p', path.join(APP, 'tsconfig.own.json')]).catch(({ stdout }) => assert.fail(stdout));
  });

  test('can be imported and required in plain Node', async () => {
    const imported = await import(pathToFileURL(path.join(INSTALLED, 'esm/index.mjs')));
    const required = createRequire(path.join(APP, 'app.js'))('minilogin-client');
    writeFileSync(path.join(APP, 'byName.js'), "export { createClient } from 'minilogin-client';\n");
    const { createClient } = await import(pathToFileURL(path.join(APP, 'byName.js')));
    assert.equal(createClient, imported.createClient);
    assert.throws(() => createClient({ baseUrl: '' }), /wx: uni/);
    await assertLogsIn(imported);
    await assertLogsIn(required);
  });

  test('works in a Vite build', async () => {
    const { build } = await import('vite');
    const entry = path.join(APP, 'vite.js');
    writeFileSync(entry, "import { createClient, MiniLoginError } from 'minilogin-client';\nexport { createClient, MiniLoginError };\n");
    await build({ root: APP, configFile: false, logLevel: 'error', build: { outDir: 'vite', lib: { entry, formats: ['es'], fileName: 'app' } } });
    await assertLogsIn(await import(pathToFileURL(path.join(APP, 'vite/app.js'))));
  });

  for (const [kind, source] of [['import', "export * from 'minilogin-client';"], ['require', "module.exports = require('minilogin-client');"]]) {
    test(`works in a webpack build: ${kind}`, async () => {
      const { default: webpack } = await import('webpack');
      const entry = path.join(APP, kind === 'import' ? 'webpack.mjs' : 'webpack.cjs');
      writeFileSync(entry, source);
      const stats = await promisify(webpack)({ context: APP, mode: 'production', target: ['web', 'es2018'], entry, output: { path: path.join(APP, 'webpack'), filename: `${kind}.cjs`, library: { type: 'commonjs2' } } });
      assert.deepEqual(stats.toJson().errors, []);
      await assertLogsIn(createRequire(import.meta.url)(path.join(APP, `webpack/${kind}.cjs`)));
    });
  }

  test('a failing call of Taro is one error and no unhandled rejection', async () => {
    const { createClient, MiniLoginError } = await import(pathToFileURL(path.join(INSTALLED, 'esm/index.mjs')));
    const taroOf = await loadTaro();
    for (const failing of ['login', 'request', 'uploadFile']) {
      const native = fakeWx();
      native[failing] = ({ fail }) => { setTimeout(() => fail({ errMsg: `${failing}:fail` })); };
      const client = createClient({ baseUrl: 'https://login.example.com', wx: taroOf(native) });
      const work = failing === 'uploadFile' ? client.upload({ url: '/a', filePath: 'b' }) : client.request({ url: '/a', login: failing === 'login' });
      await assert.rejects(work, (error) => error instanceof MiniLoginError && error.code === (failing === 'login' ? 'wx_failed' : 'network') && error.message === `${failing}:fail`);
      // An unhandled rejection would fail this test.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});

test('the lock files name no host', () => {
  for (const folder of ['.', '../packer']) {
    assert.doesNotMatch(readFileSync(path.join(FOLDER, folder, 'package-lock.json'), 'utf8'), /"resolved"/);
  }
});

/** Returns a function that makes Taro's object from a `wx`, as Taro's runtime for WeChat does. */
async function loadTaro() {
  // Globals of a mini program, and constants that Taro's compiler replaces.
  const constants = ['INNER_HTML', 'ADJACENT_HTML', 'SIZE_APIS', 'TEMPLATE_CONTENT', 'MUTATION_OBSERVER', 'CLONE_NODE', 'CONTAINS'];
  Object.assign(globalThis, { getCurrentPages: () => [], getApp: () => ({}) }, Object.fromEntries(constants.map((name) => [`ENABLE_${name}`, false])));
  const { default: Api } = createRequire(import.meta.url)('@tarojs/api');
  const { processApis } = await import('@tarojs/shared');
  return (wx) => {
    const Taro = { ...Api };
    processApis(Taro, wx, {});
    return Taro;
  };
}

async function assertLogsIn({ createClient, MiniLoginError }) {
  const wx = fakeWx();
  const client = createClient({ baseUrl: 'https://login.example.com', wx });
  assert.deepEqual(await client.request({ url: '/user' }), { openId: 'o' });
  assert.equal(wx.storage.get('minilogin'), 'token');
  await assert.rejects(client.request({ url: '/missing' }), (error) => error instanceof MiniLoginError && error.status === 404);
}
