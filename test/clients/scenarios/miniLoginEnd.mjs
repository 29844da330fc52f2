import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withAuthorizer } from '../authorizer.mjs';
import { MiniLoginPhone } from '../miniLoginPhone.mjs';
import { endSession, isLive, loginCode, pass, playgroundUrl, withFaults } from '../playground.mjs';

const LOGIN = ['wx.login', 'POST /login 200'];
const DELETION = ['wx.login', 'DELETE /user 204'];
const refused = { code: 'session_invalid', status: 401 };

/** What ends a session on purpose, and that it stays ended. */
export function defineMiniLoginEnd() {
  const ends = {
    'logout()': (phone) => phone.client.logout(),
    'deleteAccount()': (phone) => phone.client.deleteAccount(),
    'DELETE /user by request()': async (phone) => phone.client.request({ url: '/user', method: 'DELETE', header: { 'X-WX-Code': await loginCode(phone.device.user) } }),
    'DELETE /session by request()': (phone) => phone.client.request({ url: '/session', method: 'DELETE' }),
    'DELETE /sessions by request()': (phone) => phone.client.request({ url: '/sessions', method: 'DELETE' }),
  };
  for (const [name, end] of Object.entries(ends)) {
    test(`after ${name} only login() logs in, also after a restart`, async () => {
      const phone = await loggedIn();
      const { token } = phone;
      await end(phone);
      assert.deepEqual([phone.token, await isLive(token)], [undefined, false]);
      phone.takeCalls();

      for (const restart of [() => {}, () => phone.restart()]) {
        restart();
        await assert.rejects(phone.client.request({ url: '/user' }), refused);
        await assert.rejects(phone.client.bindPhone('code'), refused);
        await assert.rejects(phone.client.upload({ url: '/user/avatar', filePath: import.meta.filename }), ({ status }) => status === 401);
        await assert.rejects(phone.client.deleteAccount(), refused);
        assert.equal(await phone.client.session(), null);
        await phone.client.logout();
        assert.ok(!phone.takeCalls().some((call) => call.startsWith('POST /login')));
      }

      const { isNewUser } = await phone.client.login();
      assert.equal(isNewUser, /deleteAccount|user/.test(name));
      await phone.client.request({ url: '/user' });
      await endSession(phone.token);
      await phone.client.request({ url: '/user' });
    });
  }

  test('deleteAccount() sends a fresh code and forgets the session', async () => {
    const phone = await loggedIn();
    await phone.client.deleteAccount();
    assert.deepEqual(phone.takeCalls(), DELETION);
    assert.deepEqual([...phone.device.storage.keys()], ['minilogin-closed']);
  });

  test('two taps on delete send one deletion', async () => {
    const phone = await loggedIn();
    await Promise.all([phone.client.deleteAccount(), phone.client.deleteAccount()]);
    assert.deepEqual(phone.takeCalls(), DELETION);
  });

  test('requests that meet a deletion do not bring the account back', async () => {
    const phone = await loggedIn();
    await Promise.allSettled([phone.client.request({ url: '/user' }), phone.client.deleteAccount(), ...Array.from({ length: 5 }, () => phone.client.request({ url: '/user' }))]);
    await Promise.allSettled(Array.from({ length: 5 }, () => phone.client.request({ url: '/user' })));
    assert.ok(!phone.takeCalls().some((call) => call.startsWith('POST /login')));
  });

  test('a deletion whose answer is lost can be called again and is final', async () => {
    const phone = await loggedIn();
    phone.device.loseAnswers = 1;
    await assert.rejects(phone.client.deleteAccount(), { code: 'network', status: 0 });
    phone.restart();
    await assert.rejects(phone.client.request({ url: '/user' }), refused);
    assert.ok(!phone.takeCalls().includes('POST /login 200'));

    await phone.client.deleteAccount();

    assert.equal(phone.token, undefined);
    assert.equal((await phone.client.login()).isNewUser, true);
  });

  test('an expired session is renewed before the account is deleted', async () => {
    const phone = await loggedIn();
    await pass({ days: 8 });
    await phone.client.deleteAccount();
    assert.deepEqual(phone.takeCalls(), ['wx.login', 'DELETE /user 401', ...LOGIN, ...DELETION]);
    assert.equal((await phone.client.login()).isNewUser, true);
  });

  test('a phone without a session logs in to delete the account', async () => {
    const phone = new MiniLoginPhone();
    await phone.client.deleteAccount();
    assert.deepEqual(phone.takeCalls(), [...LOGIN, ...DELETION]);
  });

  test('a deletion that is refused leaves everything as it was', async () => {
    const phone = await loggedIn();
    const { token } = phone;
    phone.device.codes.push('0'.repeat(32));
    await assert.rejects(phone.client.deleteAccount(), { code: 'code_rejected', status: 401 });
    assert.equal(phone.token, token);
    await endSession(token);
    await phone.client.request({ url: '/user' });
    assert.notEqual(phone.token, token);
  });

  test('ending the other sessions does not end this one', async () => {
    const phone = await loggedIn();
    await phone.client.request({ url: '/sessions?keepCurrent=true', method: 'DELETE' });
    await endSession(phone.token);
    await phone.client.request({ url: '/user' });
  });

  test('a logout during a login ends that login, also when a request started it', async () => {
    const phone = new MiniLoginPhone();
    const request = phone.client.request({ url: '/user' }).catch(() => {});
    await phone.client.logout();
    await request;
    assert.equal(phone.token, undefined);
    await assert.rejects(phone.client.request({ url: '/user' }), refused);
  });

  test('login: false never logs in and uses the session if there is one', () => withAuthorizer(async (baseUrl) => {
    const phone = new MiniLoginPhone({ baseUrl });
    await assert.rejects(phone.client.request({ url: '/user', login: false }), refused);
    await assert.rejects(phone.client.upload({ url: '/user/avatar', filePath: import.meta.filename, login: false }), ({ status }) => status === 401);
    assert.ok(!phone.takeCalls().includes('wx.login'));

    await phone.client.login();
    await phone.client.request({ url: '/user', login: false });
    assert.equal(phone.lastAnswer.sent.authorization, `Bearer ${phone.token}`);
  }));

  test('login: false sends a request without the session if it has expired', async () => {
    const phone = await loggedIn();
    await endSession(phone.token);
    await assert.rejects(phone.client.request({ url: '/user', login: false }), refused);
    assert.deepEqual(phone.takeCalls(), ['GET /user 401', 'GET /user 401']);
    assert.equal(phone.lastAnswer.sent.authorization, undefined);
    await phone.client.request({ url: '/user' });
    assert.deepEqual(phone.takeCalls(), [...LOGIN, 'GET /user 200']);
  });

  test('a server that is down causes no login', async () => {
    const phone = await loggedIn();
    for (const status of [429, 500, 503]) {
      const { request } = phone.wx;
      phone.wx.request = (options) => setImmediate(() => options.success({ statusCode: status, data: '', header: {} }));
      await assert.rejects(phone.client.request({ url: '/user' }), { status });
      phone.wx.request = request;
    }

    await withFaults({ quota: true }, () => phone.client.request({ url: '/user' }));
    assert.deepEqual(phone.takeCalls(), ['GET /user 200']);
  });

  test('a session of an earlier version of the client is kept', async () => {
    const { token } = await loggedIn();
    const phone = new MiniLoginPhone();
    phone.wx.setStorageSync('minilogin', token);
    phone.restart();
    assert.ok(await phone.client.session());
  });

  test('a login fails with an error when wx has no login', async () => {
    const phone = new MiniLoginPhone({ without: ['login'], baseUrl: playgroundUrl() });
    await assert.rejects(phone.client.login(), { code: 'wx_failed' });
  });
}

async function loggedIn() {
  const phone = new MiniLoginPhone();
  await phone.client.login();
  phone.takeCalls();
  return phone;
}
