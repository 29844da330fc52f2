import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Phone } from '../phone.mjs';
import { isLive, userNamed } from '../playground.mjs';
import { callsWithOneRelogin, loginCalls } from '../sdks.mjs';

/** No test logs this user in with encryptedData, so on a fresh Playground this is a first login. */
const NEWCOMER = 'ajie';

export function defineLoginWithCode(sdk) {
  test('loginWithCode logs in a new user with only an openId', async () => {
    const { openId } = await userNamed(NEWCOMER);
    const phone = new Phone(sdk, { user: NEWCOMER });

    assert.deepEqual(await phone.loginWithCode(), { openId });

    assert.deepEqual(phone.takeCalls(), loginCalls(sdk, 'loginWithCode'));
    assert.deepEqual((await phone.request('GET /user')).data, { code: 0, data: { openId } });
  });

  test('loginWithCode returns the profile of an earlier login', async () => {
    const earlier = await new Phone(sdk).login();
    assert.equal(earlier.nickName, (await userNamed(sdk.user)).nickName);
    const phone = new Phone(sdk);

    assert.deepEqual(await phone.loginWithCode(), earlier);

    assert.deepEqual(phone.takeCalls(), loginCalls(sdk, 'loginWithCode'));
    assert.ok(await isLive(phone.token));
  });

  test('a request of a phone that has never logged in logs in exactly once', async () => {
    const phone = new Phone(sdk);
    assert.equal((await phone.request('GET /user')).statusCode, 200);
    assert.deepEqual(phone.takeCalls(), callsWithOneRelogin(sdk));
  });
}
