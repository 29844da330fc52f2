import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Phone } from '../phone.mjs';
import { isLive, loginCode, pass, sessionKeys, userNamed, withFaults } from '../playground.mjs';
import { loginCalls } from '../sdks.mjs';

export function defineLogins(sdk) {
  test('logs in with encryptedData, which gives the server the profile', async () => {
    const { nickName, avatarUrl, openId } = await userNamed(sdk.user);
    const phone = new Phone(sdk);

    const userInfo = await phone.login();

    assert.deepEqual([userInfo.nickName, userInfo.avatarUrl], [nickName, avatarUrl]);
    assert.deepEqual(phone.takeCalls(), loginCalls(sdk));
    const shown = (await phone.request('GET /user')).data.data;
    assert.deepEqual([shown.openId, shown.nickName, shown.avatarUrl], [openId, nickName, avatarUrl]);
  });

  test('logs in by POST if the mini program asks for it', async () => {
    const phone = new Phone(sdk);
    await phone.login({ method: 'POST' });
    assert.equal(phone.lastAnswer.method, 'POST');
    assert.ok(await isLive(phone.token));
  });

  test(`stores only ${sdk.keeps.join(', ')} on the phone`, async () => {
    for (const way of Object.keys(sdk.logins)) {
      const phone = new Phone(sdk);
      await phone[way]();
      assert.equal(phone.device.storage.size, 1);
      assert.deepEqual(Object.keys(phone.stored).sort(), sdk.keeps);
      assert.ok(await isLive(phone.token));
    }
  });

  test('never receives the session_key', async () => {
    for (const way of Object.keys(sdk.logins)) {
      const phone = new Phone(sdk);
      await phone[way]();
      const key = (await sessionKeys()).get(phone.device.user);
      assert.match(key, /^[A-Za-z0-9+/]{22}==$/);
      assert.ok(!phone.lastAnswer.text.includes(key.slice(0, 22)) && !JSON.stringify(phone.stored).includes(key.slice(0, 22)));
    }
  });

  test('an anonymous user is shown as WeChat names them, and none of it is stored', async () => {
    const { openId, nickName, avatarUrl } = await userNamed('anonymous');
    const phone = new Phone(sdk, { user: 'anonymous' });
    const userInfo = await phone.login();
    assert.deepEqual([userInfo.nickName, userInfo.avatarUrl], [nickName, avatarUrl]);
    const { userinfo } = phone.lastAnswer.data.data;
    assert.deepEqual([userinfo.openId, userinfo.nickName, userinfo.avatarUrl], [openId, nickName, avatarUrl]);
    const { data } = (await phone.request('GET /user')).data;
    assert.deepEqual([data.openId, data.nickName, data.avatarUrl], [openId, undefined, undefined]);
  });

  test('logs in with missing or invalid encryptedData and keeps the stored profile', async () => {
    const { nickName } = await new Phone(sdk).login();
    for (const encryptedData of [undefined, null, '', 'AAAAAAAAAAAAAAAAAAAAAA==', 'not base64']) {
      const phone = new Phone(sdk);
      phone.device.userInfoChanges = { encryptedData };
      await phone.login();
      assert.equal((await phone.request('GET /user')).data.data.nickName, nickName);
    }
  });

  test('five parallel logins succeed although WeChat renews the session_key at each', async () => {
    await withFaults({ renewSessionKey: true }, async () => {
      const phone = new Phone(sdk);
      await Promise.all(Array.from({ length: 5 }, () => phone.login()));
      await assertAllLive(phone.tokens, 5);
    });
  });

  test('logs in without a retry of its own when WeChat is busy once', async () => {
    await withFaults({ busyTimes: 1 }, async () => {
      const phone = new Phone(sdk);
      await phone.login();
      assert.deepEqual(phone.takeCalls(), loginCalls(sdk));
    });
  });

  test('gets one session when two logins send the same code', async () => {
    const code = await loginCode(sdk.user);
    const phones = [new Phone(sdk), new Phone(sdk)];
    phones.forEach((phone) => phone.device.codes.push(code));

    await Promise.all(phones.map((phone) => phone.login()));

    assert.equal(phones[0].token, phones[1].token);
    assert.ok(await isLive(phones[0].token));
  });

  test('each phone has its own copy of the SDK', async () => {
    const [phone, other] = [new Phone(sdk), new Phone(sdk, { loginUrl: null })];
    await phone.login();
    await assert.rejects(other.login(), /缺少登录地址/);
    assert.equal(other.stored, null);
  });

  if (sdk.loginAnswersFromThePhone) {
    test('a second login is answered from storage without calling the server', async () => {
      const phone = new Phone(sdk);
      const first = await phone.login();
      const { token } = phone;
      phone.takeCalls();

      assert.deepEqual(await phone.login(), first);

      assert.deepEqual(phone.takeCalls(), ['wx.checkSession']);
      assert.equal(phone.token, token);
    });

    test('a login calls the server again when the WeChat session has expired', async () => {
      const phone = new Phone(sdk);
      await phone.login();
      const { token } = phone;
      phone.takeCalls();
      phone.device.weChatSessionIsLive = false;
      await pass({ days: 4 });

      await phone.login();

      assert.deepEqual(phone.takeCalls(), ['wx.checkSession', ...loginCalls(sdk)]);
      assert.notEqual(phone.token, token);
      await assertAllLive([token, phone.token], 2);
    });
  }
}

export async function assertAllLive(tokens, count) {
  assert.equal(new Set(tokens).size, count);
  assert.deepEqual(await Promise.all(tokens.map(isLive)), tokens.map(() => true));
}
