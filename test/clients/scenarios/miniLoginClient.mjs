import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withAuthorizer } from '../authorizer.mjs';
import { MiniLoginError, MiniLoginPhone } from '../miniLoginPhone.mjs';
import { APP_ID, encryptedPhone, endSession, isLive, loginCode, pass, phoneCode, userNamed, withFaults } from '../playground.mjs';

const LOGIN = ['wx.login', 'POST /login 200'];

export function defineMiniLoginClient() {
  test('logs in, stores only the token, and reads the session', async () => {
    const { openId } = await userNamed('lilei');
    const phone = new MiniLoginPhone();

    const login = await phone.client.login();
    const session = await phone.client.session();

    assert.equal(login.user.openId, openId);
    assert.equal(phone.token, login.token);
    assert.deepEqual([...phone.device.storage.keys()], ['minilogin']);
    assert.deepEqual([session.expiresAt, session.absoluteExpiresAt, session.user.openId], [login.expiresAt, login.absoluteExpiresAt, openId]);
    assert.ok(login.token.startsWith(`${session.id}.`));
    assert.deepEqual(phone.takeCalls(), [...LOGIN, 'GET /session 200']);
  });

  test('the code is obtained before the user info is encrypted', async () => {
    const { nickName, avatarUrl } = await userNamed('meimei');
    const phone = new MiniLoginPhone({ user: 'meimei' });

    await withFaults({ renewSessionKey: true }, () => phone.client.login({ withUserInfo: true }));

    assert.deepEqual(phone.takeCalls(), ['wx.login', 'wx.getUserInfo', 'POST /login 200']);
    const user = await phone.client.request({ url: '/user' });
    assert.deepEqual([user.nickName, user.avatarUrl], [nickName, avatarUrl]);
  });

  test('refused or invalid user info does not fail the login', async () => {
    const refused = new MiniLoginPhone({ without: ['getUserInfo'] });
    await refused.client.login({ withUserInfo: true });
    const phone = new MiniLoginPhone();
    phone.device.userInfoChanges = { signature: '0'.repeat(40) };
    assert.equal((await phone.client.login({ withUserInfo: true })).profile, 'rejected');
  });

  test('a request logs in automatically, and the next one uses that session', async () => {
    const phone = new MiniLoginPhone();
    await phone.client.request({ url: '/user' });
    await phone.client.request({ url: '/user' });
    assert.deepEqual(phone.takeCalls(), [...LOGIN, 'GET /user 200', 'GET /user 200']);
  });

  test('ten parallel requests log in once', async () => {
    const phone = new MiniLoginPhone();
    await Promise.all([...Array.from({ length: 10 }, () => phone.client.request({ url: '/user' })), phone.client.login()]);
    assert.deepEqual(phone.takeCalls(), [...LOGIN, ...Array(10).fill('GET /user 200')]);
  });

  test('ten parallel requests with an ended session log in once and all succeed', async () => {
    const phone = await loggedIn();
    await endSession(phone.token);

    await Promise.all(Array.from({ length: 10 }, () => phone.client.request({ url: '/user' })));

    const calls = phone.takeCalls();
    assert.deepEqual(calls.toSorted(), [...Array(10).fill('GET /user 200'), ...Array(10).fill('GET /user 401'), ...LOGIN].toSorted());
  });

  test('a request whose 401 arrives late is retried with the session of a newer login', async () => {
    const phone = await loggedIn();
    const { request } = phone.wx;
    // The first request is slow: its 401 arrives after everything else.
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    phone.wx.request = (options) => { phone.wx.request = request; request({ ...options, success: (answer) => held.then(() => options.success(answer)) }); };
    await endSession(phone.token);

    const slow = phone.client.request({ url: '/user' });
    await phone.client.request({ url: '/user' });
    release();
    await slow;

    assert.equal(phone.takeCalls().filter((call) => call === 'wx.login').length, 1);
  });

  test('a second 401 in a row is an error and not a loop', async () => {
    const phone = await loggedIn();
    // Every new session is ended before it is used.
    const { request } = phone.wx;
    phone.wx.request = async (options) => {
      if (options.url.endsWith('/user')) {
        await endSession(phone.token);
      }

      request(options);
    };

    await assert.rejects(phone.client.request({ url: '/user' }), problem('session_invalid', 401));
    assert.deepEqual(phone.takeCalls(), ['GET /user 401', ...LOGIN, 'GET /user 401']);
  });

  test('the 403 of the authorizer of an app on /shop causes one login', () => withAuthorizer(async (baseUrl) => {
    const phone = new MiniLoginPhone({ baseUrl });
    await phone.client.login();
    await endSession(phone.token);
    phone.takeCalls();

    assert.deepEqual(await phone.client.request({ url: '/shop/orders' }), { orders: [] });
    assert.deepEqual(phone.takeCalls(), ['GET /shop/orders 403', ...LOGIN, 'GET /shop/orders 200']);
  }));

  for (const [body, code] of [
    [{ code: 'not_yours' }, 'not_yours'],
    [{ code: 'session_invalid' }, 'session_invalid'],
    [{ message: 'Forbidden', code: 'not_yours' }, 'not_yours'],
    [{ message: 'Forbidden', orderId: 7 }, 'http'],
    [{ message: 'This is not your order.' }, 'http'],
    [{}, 'http'],
    ['{"message":"Forbidden"}', 'http'],
    [null, 'http'],
  ]) {
    test(`a 403 of an app itself with the body ${JSON.stringify(body)} causes no login`, () => withAuthorizer(async (baseUrl) => {
      const phone = new MiniLoginPhone({ baseUrl });
      await phone.client.login();
      phone.takeCalls();

      const url = `/shop/orders/${encodeURIComponent(JSON.stringify(body))}`;
      await assert.rejects(phone.client.request({ url }), problem(code, 403));
      assert.deepEqual(phone.takeCalls(), [`GET ${url} 403`]);
    }));
  }

  for (const [lost, how] of [[1, 'once'], [2, 'twice']]) {
    test(`a login whose answer is lost ${how} returns the session it made`, async () => {
      const phone = new MiniLoginPhone();
      phone.device.loseAnswers = lost;

      const { token } = await phone.client.login();

      assert.deepEqual(phone.takeCalls(), ['wx.login', ...Array(lost).fill('POST /login lost'), 'POST /login 200']);
      assert.ok(await isLive(token));
      const { sessions } = await phone.client.request({ url: '/sessions' });
      assert.equal(sessions.filter((session) => session.createdAt === sessions.find((s) => s.current).createdAt).length, 1);
    });
  }

  test('a login whose answers are all lost fails, and the next login works', async () => {
    const phone = new MiniLoginPhone();
    phone.device.loseAnswers = 3;
    await assert.rejects(phone.client.login(), problem('network', 0));
    assert.deepEqual(phone.takeCalls(), ['wx.login', ...Array(3).fill('POST /login lost')]);
    await phone.client.login();
    assert.deepEqual(phone.takeCalls(), LOGIN);
  });

  test('a rejected code is replaced by a new code only once', async () => {
    const phone = new MiniLoginPhone();
    phone.device.codes.push('0'.repeat(32));
    await phone.client.login();
    assert.deepEqual(phone.takeCalls(), ['wx.login', 'POST /login 401', ...LOGIN]);

    phone.device.codes.push('1'.repeat(32), '2'.repeat(32));
    await assert.rejects(phone.client.login(), problem('code_rejected', 401));
    assert.deepEqual(phone.takeCalls(), ['wx.login', 'POST /login 401', 'wx.login', 'POST /login 401']);
  });

  test('a login is retried when WeChat is briefly busy', async () => {
    const phone = new MiniLoginPhone();
    // The server itself tries twice.
    await withFaults({ busyTimes: 2 }, () => phone.client.login());
    assert.deepEqual(phone.takeCalls(), ['wx.login', 'POST /login 503', 'POST /login 200']);
  });

  test('a permanent fault is an error with its code', async () => {
    for (const [faults, code, status] of [[{ serverError: true }, 'wechat_unavailable', 503], [{ quota: true }, 'wechat_quota', 429], [{ wrongSecret: true }, 'app_misconfigured', 500]]) {
      const phone = new MiniLoginPhone();
      await withFaults(faults, () => assert.rejects(phone.client.login(), (error) => problem(code, status)(error) && (status === 500 || error.retryAfter >= 1)));
      assert.equal(phone.token, undefined);
    }

    await assert.rejects(new MiniLoginPhone({ user: 'laowang' }).client.login(), problem('user_blocked', 403));
    await assert.rejects(new MiniLoginPhone({ appId: 'wxffffffffffffffff' }).client.login(), problem('app_unknown', 400));
    const session = await loggedIn();
    await assert.rejects(session.client.request({ url: '/user', method: 'PUT', data: { nickName: 'x'.repeat(1000) } }), (error) => problem('request_invalid', 400)(error) && error.field === 'nickName');
    await assert.rejects(session.client.request({ url: '/no-such-route' }), problem('http', 404));
  });

  test('the appId option selects the app', async () => {
    const phone = new MiniLoginPhone({ appId: APP_ID.replace(/.$/, '0') });
    await assert.rejects(phone.client.login(), problem('app_unknown', 400));
    phone.options.appId = APP_ID;
    phone.restart();
    await phone.client.login();
  });

  test('an unreachable server or a failing wx.login is an error', async () => {
    await assert.rejects(new MiniLoginPhone({ baseUrl: 'http://127.0.0.1:1' }).client.login(), problem('network', 0));
    await assert.rejects(new MiniLoginPhone({ user: 'nobody' }).client.login(), problem('wx_failed', 0));
  });

  test('session() returns null for a missing or expired session and never logs in', async () => {
    const phone = new MiniLoginPhone();
    assert.equal(await phone.client.session(), null);
    assert.deepEqual(phone.takeCalls(), []);

    await phone.client.login();
    await pass({ days: 8 });
    assert.equal(await phone.client.session(), null);
    assert.equal(phone.token, undefined);
    assert.deepEqual(phone.takeCalls(), [...LOGIN, 'GET /session 401']);
  });

  test('a session survives a restart of the mini program', async () => {
    const phone = await loggedIn();
    phone.restart();
    assert.ok(await phone.client.session());
    assert.deepEqual(phone.takeCalls(), ['GET /session 200']);
  });

  test('logging in again replaces the session of the phone', async () => {
    const phone = await loggedIn();
    const first = phone.token;
    await phone.client.login();
    assert.ok(await isLive(first), 'requests in flight still succeed');
    await pass({ minutes: 2 });
    assert.deepEqual([await isLive(first), await isLive(phone.token)], [false, true]);
  });

  test('logout ends the session, and a request in flight does not log in again', async () => {
    const phone = await loggedIn();
    const { token } = phone;
    await phone.client.logout();
    assert.deepEqual([phone.token, await isLive(token)], [undefined, false]);
    await phone.client.logout();
    assert.deepEqual(phone.takeCalls(), ['DELETE /session 204']);

    await phone.client.login();
    await endSession(phone.token);
    const refused = assert.rejects(phone.client.request({ url: '/user' }), problem('session_invalid', 401));
    await phone.client.logout();
    await refused;
    assert.equal(phone.token, undefined);
  });

  test('logout forgets the session and fails when the server is unreachable', async () => {
    const phone = await loggedIn();
    phone.device.loseAnswers = 1;
    await assert.rejects(phone.client.logout(), problem('network', 0));
    assert.equal(phone.token, undefined);
  });

  test('a login with a phone code binds the number, also while another login runs', async () => {
    const phone = new MiniLoginPhone();
    const [other, login] = await Promise.all([phone.client.login(), phone.client.login({ phoneCode: await phoneCode('lilei') })]);

    assert.deepEqual([other.phone, login.phone], [undefined, 'bound']);
    assert.deepEqual(phone.takeCalls(), [...LOGIN, ...LOGIN]);
    assert.equal((await phone.client.login({ phoneCode: 'nonsense' })).phone, 'rejected');
    assert.ok(await isLive(phone.token));
  });

  test('a login with a phone code whose answer is lost binds the number once', async () => {
    const phone = new MiniLoginPhone();
    phone.device.loseAnswers = 1;
    assert.equal((await phone.client.login({ phoneCode: await phoneCode('lilei') })).phone, 'bound');
  });

  test('bindPhone takes what a base library before 2.21.2 gives', async () => {
    const phone = await loggedIn();
    assert.equal((await phone.client.bindPhone(await encryptedPhone('lilei'))).phoneNumber, '13900139000');
    await assert.rejects(phone.client.bindPhone({ encryptedData: 'AAAA', iv: 'AAAA' }), problem('phone_rejected', 400));
    assert.ok(await isLive(phone.token));
  });

  test('bindPhone binds the number, and a rejected code does not end the session', async () => {
    const phone = await loggedIn();
    const { token } = phone;
    const { phoneNumber, countryCode } = await phone.client.bindPhone(await phoneCode('lilei'));
    assert.deepEqual([phoneNumber, countryCode], ['13900139000', '86']);
    phone.takeCalls();

    await assert.rejects(phone.client.bindPhone('nonsense'), problem('code_rejected', 401));

    assert.deepEqual(phone.takeCalls(), ['POST /session/phone 401']);
    assert.equal(phone.token, token);
  });

  test('upload sends a file with the session and renews it if it has ended', async () => {
    const phone = await loggedIn();
    await endSession(phone.token);
    // This file is no picture; a server without a bucket takes none at all.
    await assert.rejects(phone.client.upload({ url: '/user/avatar', filePath: import.meta.filename }), ({ code, field }) => code === 'avatars_off' || (code === 'request_invalid' && field === 'file'));
    assert.deepEqual(phone.takeCalls().slice(0, 3), ['POST /user/avatar 401', ...LOGIN]);
    assert.match(phone.lastAnswer.sent['content-type'], /^multipart\/form-data; boundary=/);
  });

  test('login works without storage and without wx.getRandomValues', async () => {
    const phone = new MiniLoginPhone({ without: ['getRandomValues'] });
    phone.wx.setStorageSync = phone.wx.getStorageSync = phone.wx.removeStorageSync = () => { throw new Error('fail'); };
    phone.restart();
    await phone.client.request({ url: '/user' });
    await phone.client.request({ url: '/user' });
    assert.deepEqual(phone.takeCalls(), [...LOGIN, 'GET /user 200', 'GET /user 200']);
    await phone.client.logout();
  });

  test('no error contains the token or the code', async () => {
    const code = await loginCode('lilei');
    const phone = new MiniLoginPhone();
    phone.device.codes.push(code);
    await phone.client.login();
    for (const work of [() => phone.client.bindPhone(code), () => phone.client.request({ url: '/no-such-route' })]) {
      await assert.rejects(work(), (error) => {
        const shown = JSON.stringify({ ...error }) + error.message + error.stack;
        return !shown.includes(phone.token) && !shown.includes(code);
      });
    }
  });
}

async function loggedIn() {
  const phone = new MiniLoginPhone();
  await phone.client.login();
  phone.takeCalls();
  return phone;
}

const problem = (code, status) => (error) => {
  assert.ok(error instanceof MiniLoginError, `${error.stack}`);
  assert.deepEqual([error.code, error.status], [code, status]);
  return true;
};
