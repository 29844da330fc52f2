import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { packageRoot } from './phone.mjs';
import { SDKS } from './sdks.mjs';

const read = (file) => readFileSync(new URL(file, import.meta.url), 'utf8');
const lock = JSON.parse(read('package-lock.json'));

// npm checks the integrity of the tarball. This test checks the SHA-256 of every installed file.
const PUBLISHED = {
  'wafer-client-sdk': {
    integrity: 'sha512-6gPu6yyvQOYCiYjf0FrkOmGuiRhexNCJygRyXlT7RYA9NV7oPbaZh3AoNBdxpjhSZ2w/s6rJ89JojcUIoxxReg==',
    files: {
      'LICENSE': 'c395a050118026c98a42c14d5f87d3b6f41de366032d7f15335a8eefcba3997e',
      'README.md': 'a3b811f4f5e24969698daed2f742ebdb4a2a6eca75240878896dcae578c8c75e',
      'index.js': 'fe618187940269fddfc5fe4601ca9cbbc9544379f490507bb6ab5886f036b6ac',
      'lib/constants.js': 'cbe217833ed064c364996101fede6f45e44fc2817e370e69cc0a170331fe4b62',
      'lib/login.js': '15bb38b050995b62decabbff0ee975af1ad64e5bd5acdfd1f0025d0e53f0d19d',
      'lib/request.js': '26c8ca938530ab19f9eb3654a84df12e7427d601a0e77cf4d736fcd2eef3ed25',
      'lib/session.js': '92ea21c7c6c7ad8a99f24039487c973e7018fc1456162aa9cbcd7bc52a85cac7',
      'lib/tunnel.js': 'd15d5588f711786bfb552914aaa4e688c959024e498b7787a3dcd45abcf26ee0',
      'lib/utils.js': '102ac1e65c9a0e3525eb64da5425d2586e6689ca00b21d6fa1ecfa7f5a6d7c35',
      'lib/wxTunnel.js': '60660b9d379d4e5f8bf1833e9cefff56473dffc0c4b68df7c00adce2e36ffe92',
      'package.json': '78b6855f14896e5050c2bdd058152d6b40faeb82f37e4da636e794cb5993bbc5',
    },
  },
  'wafer2-client-sdk': {
    integrity: 'sha512-tpfWcSQrnnBjOFA+IzXVnrAHnW4uKDrnNr0IMau5NJegKV3xEMjavhe5YECN+HJNupRZn9n2959qnVu1PY/07Q==',
    files: {
      'LICENSE': 'c395a050118026c98a42c14d5f87d3b6f41de366032d7f15335a8eefcba3997e',
      'README.md': '9d75e01de303116f143f456877af106b23ac0c01a5541939b8c4636466f3f634',
      'index.js': 'eddc4aae55def1455a840b5939718f2fb79f100f38e0ea4d631d1c3876a27c2e',
      'lib/constants.js': 'dcdc323e11730950a1b568f985886a07d71195d2604eed4552828684c7cdb8be',
      'lib/login.js': '935c83ca308bf4aaad0904e0bcf9320271e746019c9d10477d81cb73d8ce79ea',
      'lib/request.js': '32474cab31ec7c3b58470ed042b6752539ea31c9761632bfd433f58614d8fc71',
      'lib/session.js': '92ea21c7c6c7ad8a99f24039487c973e7018fc1456162aa9cbcd7bc52a85cac7',
      'lib/tunnel.js': '0b27a6d15fb7f67ec562de13119e845f264a2bdfb8636690845d97e679c98b31',
      'lib/utils.js': '102ac1e65c9a0e3525eb64da5425d2586e6689ca00b21d6fa1ecfa7f5a6d7c35',
      'lib/wxTunnel.js': '60660b9d379d4e5f8bf1833e9cefff56473dffc0c4b68df7c00adce2e36ffe92',
      'package.json': 'c07db6a8f861457ed90c8964afc674e5038bb7f4702bc7f3e79ad0a4cb822b9d',
    },
  },
};

for (const sdk of SDKS) {
  test(`${sdk.package} ${sdk.version} is installed exactly as published`, () => {
    const root = packageRoot(sdk.package);
    assert.equal(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version, sdk.version);
    assert.deepEqual(hashes(root), PUBLISHED[sdk.package].files);
  });

  test(`${sdk.package} ${sdk.version} is pinned to the published version`, () => {
    assert.equal(JSON.parse(read('package.json')).devDependencies[sdk.package], sdk.version);
    const locked = lock.packages[`node_modules/${sdk.package}`];
    assert.equal(locked.version, sdk.version);
    assert.equal(locked.integrity, PUBLISHED[sdk.package].integrity);
  });
}

test('no other package is locked', () => {
  assert.deepEqual(Object.keys(lock.packages).sort(), ['', ...SDKS.map((sdk) => `node_modules/${sdk.package}`)].sort());
});

test('the lock file names no host', () => {
  assert.doesNotMatch(read('package-lock.json'), /resolved|:\/\//);
});

function hashes(root) {
  return Object.fromEntries(readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .map((file) => [path.relative(root, file).replaceAll(path.sep, '/'), createHash('sha256').update(readFileSync(file)).digest('hex')]));
}
