import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Phone } from '../phone.mjs';
import { endSession, isLive, loginCode, pass, users, withFaults } from '../playground.mjs';
import { loginCalls } from '../sdks.mjs';
import { loggedIn } from './sessions.mjs';

const rejected = { status: 401, message: /WeChat rejected this code/ };
const blocked = { status: 403, message: /This user is blocked/ };
const quota = { status: 429, message: /WeChat's login quota is used up/ };
const unavailable = { status: 503, message: /WeChat did not respond as expected/ };
const misconfigured = { status: 500, message: /has not configured this mini program correctly/ };
const unknownApp = { status: 400, message: /not registered or is disabled/ };

/** What loginWithCode says on every failure. */
const LOGIN_FIRST = /用户未登录过，请先使用 login\(\) 登录/;

const WECHAT_FAULTS = [
  ['is busy', { busy: true }, unavailable],
  ['has reached its login quota', { quota: true }, quota],
  ['answers with HTML', { html: true }, unavailable],
  ['answers with HTTP 500', { serverError: true }, unavailable],
  ['answers with an empty body', { emptyBody: true }, unavailable],
  ['closes the connection', { cutConnection: true }, unavailable],
  ['closes the connection in the middle of its answer', { halfBody: true }, unavailable],
  ['does not answer in time', { delaySeconds: 5 }, unavailable],
  ['rejects the AppSecret', { wrongSecret: true }, misconfigured],
];

export function defineFailures(sdk) {
  for (const way of Object.keys(sdk.logins)) {
    for (const [what, faults, failure] of WECHAT_FAULTS) {
      test(`${way}() fails when WeChat ${what}, and the next login works`, async () => {
        const phone = new Phone(sdk);
        await withFaults(faults, () => assertLoginFails(phone, way, failure));
        await assertNextLoginWorks(phone, way);
      });
    }

    test(`${way}() fails with a used code, and the next login works`, async () => {
      const other = await loggedIn(sdk);
      await pass({ seconds: 30 });
      const phone = new Phone(sdk);
      phone.device.codes.push(other.lastAnswer.sent['x-wx-code']);

      await assertLoginFails(phone, way, rejected);

      assert.ok(await isLive(other.token));
      await assertNextLoginWorks(phone, way);
    });

    test(`${way}() fails with the code of an ended session and does not restore it`, async () => {
      const other = await loggedIn(sdk);
      const { token } = other;
      await endSession(token);
      const phone = new Phone(sdk);
      phone.device.codes.push(other.lastAnswer.sent['x-wx-code']);

      await assertLoginFails(phone, way, rejected);

      assert.ok(!await isLive(token));
      await assertNextLoginWorks(phone, way);
    });

    test(`${way}() fails with an expired or unknown code, and the next login works`, async () => {
      const old = await loginCode(sdk.user);
      await pass({ minutes: 6 });
      for (const code of [old, '0abcdefghijklmnopqrstuvwxyz01234']) {
        const phone = new Phone(sdk);
        phone.device.codes.push(code);
        await assertLoginFails(phone, way, rejected);
        await assertNextLoginWorks(phone, way);
      }
    });

    test(`${way}() fails for a user blocked by WeChat and works for others`, async () => {
      const { name } = (await users()).find((user) => user.blocked);
      await assertLoginFails(new Phone(sdk, { user: name }), way, blocked);
      await assertNextLoginWorks(new Phone(sdk), way);
    });

    test(`${way}() fails in an unregistered mini program`, async () => {
      await assertLoginFails(new Phone(sdk, { appId: 'wxffffffffffffffff' }), way, unknownApp);
    });

    test(`${way}() fails when the server is unreachable and stores nothing`, async () => {
      const phone = new Phone(sdk, { loginUrl: 'http://127.0.0.1:1/login' });
      await assert.rejects(phone[way](), sdk.unreachable);
      assert.deepEqual(phone.takeCalls(), loginCalls(sdk, way, 'failed'));
      assert.equal(phone.device.storage.size, 0);
    });
  }

  test('a request with an ended session fails after one login attempt while WeChat is busy', async () => {
    const phone = await loggedIn(sdk);
    await endSession(phone.token);

    await withFaults({ busy: true }, () => assert.rejects(phone.request('GET /user'), sdk.loginAgain === 'login' ? unavailable.message : LOGIN_FIRST));

    assert.deepEqual(phone.takeCalls(), ['GET /user 401', ...loginCalls(sdk, sdk.loginAgain, 503)]);
    assert.equal(phone.device.storage.size, 0);
    assert.equal((await phone.request('GET /user', { login: true })).statusCode, 200);
    assert.deepEqual(phone.takeCalls(), [...loginCalls(sdk, sdk.loginAgain), 'GET /user 200']);
  });

  test('a failure unrelated to the session is passed on without a new login', async () => {
    const phone = await loggedIn(sdk);
    const { stored } = phone;
    for (const target of ['GET /no-such-route', 'POST /session']) {
      const { statusCode, data } = await phone.request(target);
      assert.deepEqual([statusCode, data], [404, { message: 'Not Found' }]);
      assert.deepEqual(phone.takeCalls(), [`${target} 404`]);
      assert.deepEqual(phone.stored, stored);
    }
  });

  test('a busy WeChat does not affect an existing session', async () => {
    const phone = await loggedIn(sdk);
    await withFaults({ busy: true, quota: true }, () => phone.request('GET /user'));
    assert.deepEqual(phone.takeCalls(), ['GET /user 200']);
  });
}

async function assertLoginFails(phone, way, { status, message }) {
  await assert.rejects(phone[way](), (error) => {
    assert.match(error.message, way === 'login' ? message : LOGIN_FIRST);
    return true;
  });
  assert.deepEqual(phone.takeCalls(), loginCalls(phone.sdk, way, status));
  assert.equal(phone.lastAnswer.data.error, 'ERR_LOGIN_FAILED');
  assert.match(phone.lastAnswer.data.message, message);
  assert.equal(phone.device.storage.size, 0);
}

async function assertNextLoginWorks(phone, way) {
  await phone[way]();
  assert.deepEqual(phone.takeCalls(), loginCalls(phone.sdk, way));
  assert.ok(await isLive(phone.token));
}
