import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Phone } from '../phone.mjs';
import { endSession, isLive, pass, userNamed } from '../playground.mjs';
import { callsWithOneRelogin, loginCalls } from '../sdks.mjs';
import { assertAllLive } from './logins.mjs';

export function defineSessions(sdk) {
  test('request() sends the session and returns the user', async () => {
    const { nickName } = await userNamed(sdk.user);
    const phone = await loggedIn(sdk);

    const { statusCode, data } = await phone.request('GET /user');

    assert.deepEqual([statusCode, data.code, data.data.nickName], [200, 0, nickName]);
    assert.deepEqual(phone.takeCalls(), ['GET /user 200']);
    assert.deepEqual(Object.keys(phone.lastAnswer.sent).filter((name) => name.startsWith('x-wx-')).sort(), sdk.sessionHeaders);
  });

  test('request() returns the session without its skey', async () => {
    const phone = await loggedIn(sdk);
    const { data } = (await phone.request('GET /session')).data;
    assert.equal(data.userinfo.openId, (await userNamed(sdk.user)).openId);
    assert.ok(!phone.lastAnswer.text.includes(phone.stored.skey) && !('skey' in data));
  });

  test('two users each see their own data', async () => {
    const other = sdk.user === 'lilei' ? 'meimei' : 'lilei';
    const phones = await Promise.all([sdk.user, other].map((user) => loggedIn(sdk, { user })));
    const shown = await Promise.all(phones.map((phone) => phone.request('GET /user')));
    assert.deepEqual(shown.map(({ data }) => data.data.openId), [(await userNamed(sdk.user)).openId, (await userNamed(other)).openId]);
  });

  test('two phones of one user have separate sessions, and one can log out alone', async () => {
    const [phone, other] = [await loggedIn(sdk), await loggedIn(sdk)];
    await phone.request('DELETE /session');
    assert.deepEqual(await Promise.all([phone, other].map((p) => isLive(p.token))), [false, true]);
  });

  test('a session ended elsewhere costs a request exactly one login', async () => {
    const phone = await loggedIn(sdk);
    const { token } = phone;
    await endSession(token);
    await assertOneRelogin(phone, token);
  });

  test('the first request after a logout logs in exactly once', async () => {
    const phone = await loggedIn(sdk);
    const { token } = phone;
    assert.equal((await phone.request('DELETE /session')).statusCode, 200);
    assert.deepEqual(phone.takeCalls(), ['DELETE /session 200']);
    await assertOneRelogin(phone, token);
  });

  test('a session unused for eight days costs a request exactly one login', async () => {
    const phone = await loggedIn(sdk);
    const { token } = phone;
    await pass({ days: 8 });
    await assertOneRelogin(phone, token);
  });

  test('a used session outlasts the idle limit and ends after thirty days', async () => {
    const phone = await loggedIn(sdk);
    const { token } = phone;
    for (let days = 6; days < 30; days += 6) {
      await pass({ days: 6 });
      await phone.request('GET /user');
      assert.deepEqual(phone.takeCalls(), ['GET /user 200']);
    }

    await pass({ days: 6 });
    await assertOneRelogin(phone, token);
  });

  test('a forged skey costs a request exactly one login and leaves the real session valid', async () => {
    const phone = await loggedIn(sdk);
    const { token, stored } = phone;
    const last = stored.skey.at(-2);
    phone.stored = { ...stored, skey: stored.skey.slice(0, -2) + (last === 'A' ? 'B' : 'A') + stored.skey.at(-1) };
    assert.notEqual(phone.token, token);

    await assertOneRelogin(phone, token);

    assert.ok(await isLive(token));
  });

  test('a session of the original Wafer server costs a request exactly one login', async () => {
    const phone = await loggedIn(sdk);
    const { token } = phone;
    phone.stored = { ...phone.stored, ...sdk.ofItsOwnServer };
    await assertOneRelogin(phone, token);
  });

  test('request() before any login costs exactly one login', async () => {
    for (const target of ['GET /user', 'GET /session', 'GET /sessions', 'DELETE /session']) {
      const phone = new Phone(sdk);
      const { statusCode } = await phone.request(target);
      assert.equal(statusCode, 200);
      assert.deepEqual(phone.takeCalls(), callsWithOneRelogin(sdk, target));
    }
  });

  test('request({ login: true }) before any login logs in first', async () => {
    const phone = new Phone(sdk);
    assert.equal((await phone.request('GET /user', { login: true })).statusCode, 200);
    assert.deepEqual(phone.takeCalls(), [...loginCalls(sdk, sdk.loginAgain), 'GET /user 200']);
  });

  test('request({ login: true }) does not end an existing session', async () => {
    const phone = await loggedIn(sdk);
    const { token } = phone;
    assert.equal((await phone.request('GET /user', { login: true })).statusCode, 200);
    // v2 logs in every time.
    const before = sdk.loginAgain === 'login' ? ['wx.checkSession'] : loginCalls(sdk, 'loginWithCode');
    assert.deepEqual(phone.takeCalls(), [...before, 'GET /user 200']);
    assert.ok(await isLive(token));
  });

  test('five parallel request({ login: true }) all succeed', async () => {
    const phone = new Phone(sdk);

    const answers = await Promise.all(Array.from({ length: 5 }, () => phone.request('GET /user', { login: true })));

    assert.deepEqual(answers.map((a) => a.statusCode), [200, 200, 200, 200, 200]);
    assert.deepEqual(tally(phone.takeCalls()), tally(Array(5).fill([...loginCalls(sdk, sdk.loginAgain), 'GET /user 200']).flat()));
    await assertAllLive(phone.tokens, 5);
  });

  test('three parallel requests with a stale skey succeed and keep their new sessions', async () => {
    const phone = await loggedIn(sdk);
    await endSession(phone.token);

    const answers = await Promise.all(Array.from({ length: 3 }, () => phone.request('GET /user')));

    assert.deepEqual(answers.map((a) => a.statusCode), [200, 200, 200]);
    assert.deepEqual(tally(phone.takeCalls()), tally(Array(3).fill(callsWithOneRelogin(sdk)).flat()));
    await assertAllLive(phone.tokens.slice(-3), 3);
    await pass({ minutes: 5 });
    await assertAllLive(phone.tokens.slice(-3), 3);
  });
}

export async function loggedIn(sdk, options) {
  const phone = new Phone(sdk, options);
  await phone.login();
  phone.takeCalls();
  return phone;
}

async function assertOneRelogin(phone, oldToken) {
  const { sdk } = phone;
  const { statusCode, data } = await phone.request('GET /user');
  assert.deepEqual([statusCode, data.data.openId], [200, (await userNamed(phone.device.user)).openId]);
  assert.deepEqual(phone.takeCalls(), callsWithOneRelogin(sdk));
  assert.notEqual(phone.token, oldToken);
  assert.ok(await isLive(phone.token));

  await phone.request('GET /user');
  assert.deepEqual(phone.takeCalls(), ['GET /user 200']);
}

function tally(calls) {
  const counts = {};
  for (const call of calls) {
    counts[call] = (counts[call] ?? 0) + 1;
  }

  return counts;
}
