import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MiniLoginPhone } from '../miniLoginPhone.mjs';
import { isLive } from '../playground.mjs';

const weComAppId = 'ww0123456789abcdef/1000002';

export function defineWeCom() {
  test('logs in to the WeCom app with wx.qy.login where the mini program runs in WeCom', async () => {
    const phone = new MiniLoginPhone({ isInWeCom: true, weComAppId, appId: 'wx0123456789abcdef' });

    const { user } = await phone.client.login();

    assert.deepEqual([user.openId, user.unionId], ['lilei', 'ww0123456789abcdef#lilei']);
    assert.deepEqual(phone.takeCalls(), ['wx.qy.login', 'POST /login 200']);
    assert.ok(await isLive(phone.token));
    await assert.rejects(phone.client.bindPhone('no-code-of-a-button'), { code: 'not_offered' });
  });

  test('deletes the account of a member with a code of wx.qy.login', async () => {
    const phone = new MiniLoginPhone({ isInWeCom: true, weComAppId });
    await phone.client.login();
    phone.takeCalls();

    await phone.client.deleteAccount();

    assert.deepEqual(phone.takeCalls(), ['wx.qy.login', 'DELETE /user 204']);
  });

  test('logs in with wx.login in WeChat, in an old WeChat, and in WeCom without a WeCom app', async () => {
    for (const options of [{ weComAppId }, { weComAppId, without: ['getSystemInfoSync'] }, { isInWeCom: true }]) {
      const phone = new MiniLoginPhone(options);

      const { user } = await phone.client.login();

      assert.match(user.openId, /^o[^#]{27}$/);
      assert.deepEqual(phone.takeCalls(), ['wx.login', 'POST /login 200']);
    }
  });
}
