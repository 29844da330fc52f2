import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fakeWx, installClient } from '../frameworks/app.mjs';

const FOLDER = path.dirname(fileURLToPath(import.meta.url));
const DEMO = path.join(FOLDER, '../../src/miniprogram/demo');
const APP = path.join(FOLDER, 'artifacts/app');
const run = promisify(execFile);

test("WeChat's packer makes the file of the demo from it", async () => {
  installClient(APP);
  // The packer installs handlers in its process, so it has one of its own.
  const { stdout } = await run(process.execPath, [path.join(FOLDER, 'pack.cjs'), APP]);
  assert.match(stdout, /"miniprogram_pack_num":1/);
  const packed = path.join(APP, 'miniprogram_npm/minilogin-client');
  assert.deepEqual(readdirSync(packed).filter((file) => !file.endsWith('.d.ts')), ['index.js']);
  assert.equal(readFileSync(path.join(packed, 'index.js'), 'utf8'), readFileSync(path.join(DEMO, 'minilogin-client.js'), 'utf8'));
});

test('a copied demo keeps its client when an npm package of its own is built', async () => {
  const copy = path.join(FOLDER, 'artifacts/demo');
  rmSync(copy, { recursive: true, force: true });
  cpSync(DEMO, copy, { recursive: true });
  mkdirSync(path.join(copy, 'node_modules/another'), { recursive: true });
  writeFileSync(path.join(copy, 'node_modules/another/package.json'), '{ "name": "another", "version": "1.0.0", "main": "index.js" }');
  writeFileSync(path.join(copy, 'node_modules/another/index.js'), 'module.exports = 1;\n');
  const manifest = JSON.parse(readFileSync(path.join(copy, 'package.json'), 'utf8'));
  writeFileSync(path.join(copy, 'package.json'), JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, another: '1.0.0' } }));

  await run(process.execPath, [path.join(FOLDER, 'pack.cjs'), copy]);

  assert.deepEqual(readdirSync(path.join(copy, 'miniprogram_npm')), ['another']);
  globalThis.wx = fakeWx();
  assert.deepEqual(await createRequire(import.meta.url)(path.join(copy, 'client.js')).request({ url: '/user' }), { openId: 'o' });
});
