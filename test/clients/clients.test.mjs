import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe } from 'node:test';
import { takePhones } from './phone.mjs';
import { pass, playgroundUrl, sessionKeys } from './playground.mjs';
import { defineFailures } from './scenarios/failures.mjs';
import { defineLogins } from './scenarios/logins.mjs';
import { defineLoginWithCode } from './scenarios/loginWithCode.mjs';
import { defineMiniLoginClient } from './scenarios/miniLoginClient.mjs';
import { defineMiniLoginEnd } from './scenarios/miniLoginEnd.mjs';
import { defineSessions } from './scenarios/sessions.mjs';
import { defineWeCom } from './scenarios/weCom.mjs';
import { SDKS } from './sdks.mjs';

// Fails here once instead of in every test.
playgroundUrl();

// All in one file because node runs files in parallel, and these tests share the clock and the faults of one Playground.
for (const sdk of SDKS) {
  describe(`${sdk.package} ${sdk.version}`, () => {
    // Logins are limited per user and minute, so every test gets its own minute.
    beforeEach(() => pass({ minutes: 1 }));
    afterEach(assertNoSessionKeyWasShown);

    defineLogins(sdk);
    defineSessions(sdk);
    defineFailures(sdk);
    if ('loginWithCode' in sdk.logins) {
      defineLoginWithCode(sdk);
    }
  });
}

describe('minilogin-client', () => {
  beforeEach(() => pass({ minutes: 1 }));
  afterEach(assertNoSessionKeyWasShown);
  defineMiniLoginClient();
  defineMiniLoginEnd();
  defineWeCom();
});

const knownKeys = new Set();

async function assertNoSessionKeyWasShown() {
  for (const key of (await sessionKeys()).values()) {
    knownKeys.add(key);
  }

  const spellings = [...knownKeys].flatMap((key) => ['base64', 'base64url', 'hex'].map((encoding) => Buffer.from(key, 'base64').toString(encoding).replace(/=+$/, '')));
  for (const { text, header, data } of takePhones().flatMap((phone) => phone.device.answers)) {
    // The raw text, and the parsed values without JSON escapes.
    const shown = text + JSON.stringify([header, data]);
    assert.doesNotMatch(shown, /session_?key/i);
    assert.ok(!spellings.some((spelling) => shown.includes(spelling)), `A session_key was shown: ${shown}`);
  }
}
