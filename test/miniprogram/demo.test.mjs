import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { endSession, isLive, loginCode, pass, phoneCode, playgroundUrl, urlOf, userNamed, withFaults } from '../clients/playground.mjs';
import { logged } from './demo.mjs';
import { attributesOf, Phone } from './phone.mjs';

// Once, instead of in every test.
playgroundUrl();

const ANDROID = 'Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1) AppleWebKit/537.36 Version/4.0 Chrome/116.0.0.0 Mobile MicroMessenger/8.0.47.2560 Language/zh_CN';
const RETRY = { zh_CN: '重试', en: 'Redo' };

// One pixel.
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

const keepsPictures = (await (await fetch(urlOf('/avatars/none'))).json()).code !== 'avatars_off';

// All in one file, since node runs files in parallel: these tests move the clock of one Playground and break its WeChat.
describe('the demo', () => {
  let folder;
  let picture;

  beforeEach(async () => {
    // WeChat counts logins per user and minute: a minute for every test.
    await pass({ minutes: 1 });
    logged.length = 0;
    folder = mkdtempSync(path.join(tmpdir(), 'demo-'));
    picture = path.join(folder, 'picture.png');
    writeFileSync(picture, PICTURE);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    assert.deepEqual(logged.filter((line) => /WXMLRT|TypeError|ReferenceError/.test(line)), []);
  });

  test('a phone that never logged in is asked to, and asks nothing of the server', async () => {
    const phone = new Phone();
    await phone.sees('微信登录');
    assert.equal(phone.page.title, 'MiniLogin');
    assert.deepEqual(phone.takeCalls(), []);
  });

  test('a tap logs in and shows the session', async () => {
    const phone = await loggedIn({ user: 'anonymous' });

    await phone.sees('微信用户');
    await phone.sees(/登录时间.*月.*日 \d\d:\d\d不使用则退出.*月.*日 \d\d:\d\d最晚退出.*月.*日 \d\d:\d\d/);
    await phone.sees(/iPhone本机微信 8\.0\.50 · 刚刚活跃/);
    assert.deepEqual([...new Set(phone.takeCalls())].sort(), ['GET /session 200', 'GET /sessions 200', 'GET /user 200', 'POST /login 200', 'wx.login']);
    assert.deepEqual([...phone.device.storage.keys()], ['minilogin']);
  });

  test('the button is busy while the login is under way', async () => {
    const phone = new Phone();
    await phone.sees('微信登录');
    // A finger is faster than the screen.
    phone.tap('.btn_primary');
    phone.tap('.btn_primary');
    await new Promise(setImmediate);
    assert.equal(attributesOf(phone.find('.btn_primary')).loading, true);
    assert.throws(() => phone.tap('.btn_primary'), /is disabled/);
    await phone.sees('退出登录');
    assert.equal(phone.takeCalls().filter((call) => call === 'GET /session 200').length, 1);
  });

  test('the session is there when the demo is opened again', async () => {
    const { device, token } = await loggedIn();
    device.calls.length = 0;
    const phone = new Phone({ device });
    await phone.sees('本次登录');
    assert.equal(phone.token, token);
    assert.ok(!phone.takeCalls().includes('wx.login'));
  });

  test('another phone appears among the devices, and is logged out', async () => {
    const phone = await alone();
    assert.equal(phone.find('.cell_button', '退出其他设备'), undefined);
    const other = await otherLogin('lilei', ANDROID);

    phone.pullDown();
    await phone.sees(/iPhone本机.*安卓设备微信 8\.0\.47 · 刚刚活跃/);
    await phone.until(() => !phone.isRefreshing, () => 'The page still refreshes.');

    phone.tap('.cell_button', '退出其他设备');
    await phone.asked('其他设备需要重新登录');
    phone.dialog.press('取消');
    assert.ok(await isLive(other));

    phone.tap('.cell_button', '退出其他设备');
    await phone.asked('其他设备需要重新登录');
    phone.dialog.press('确定');
    await phone.toasted('已退出');
    assert.ok(!phone.text.includes('安卓设备'));
    assert.deepEqual([await isLive(other), await isLive(phone.token)], [false, true]);
  });

  test('many devices are shown when asked for, this phone first', async () => {
    const phone = await alone('meimei');
    // More than a page of GET /sessions, and more logins than a minute takes.
    for (let i = 0; i < 21; i++) {
      await pass({ seconds: 6 });
      await otherLogin('meimei', ANDROID);
    }

    phone.leaveAndReturn();
    await phone.sees('显示全部');
    const shown = () => phone.page.rendered.querySelectorAll('.device');
    assert.equal(shown().length, 5);
    assert.match(shown()[0].dom.textContent, /iPhone本机/);
    phone.tap('.cell_button', '显示全部');
    await phone.until(() => shown().length === 22, () => phone.text);
    assert.ok(!phone.text.includes('显示全部'));
  });

  test('the phone number is bound, and shown in part', async () => {
    const phone = await loggedIn();
    phone.tell('.cell_link', 'getphonenumber', { code: await phoneCode('lilei'), errMsg: 'getPhoneNumber:ok' });
    await phone.toasted('已绑定');
    await phone.sees('手机号139****9000');
  });

  test('a user who keeps the phone number is left alone, a mini program that may not ask says so', async () => {
    const phone = await loggedIn();
    phone.tell('.cell_link', 'getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' });
    await phone.sees('去绑定');
    assert.equal(phone.dialog, null);
    phone.tell('.cell_link', 'getphonenumber', { errMsg: 'getPhoneNumber:fail no permission' });
    await phone.asked('暂时无法获取手机号');
  });

  test('a code of a phone number that WeChat does not take is not sent again', async () => {
    const phone = await loggedIn();
    phone.tell('.cell_link', 'getphonenumber', { code: 'none', errMsg: 'getPhoneNumber:ok' });
    await phone.asked('微信没有认可');
    assert.deepEqual(phone.dialog.buttons, ['知道了']);
  });

  test('the name is saved, and shown at home', async () => {
    const phone = await loggedIn({ user: 'ajie' });
    const name = `阿杰 ${Date.now()}`;
    await openProfile(phone);
    assert.equal(phone.page.title, '个人资料');

    phone.tell('.content', 'submit', { value: { nickName: `  ${name} ` } });
    await phone.toasted('已保存');
    phone.back();

    await phone.sees(name);
    assert.equal((await userOf(phone.token)).nickName, name);
  });

  test('a name that cannot be is refused in words', async () => {
    const phone = await loggedIn();
    await openProfile(phone);
    phone.tell('.content', 'submit', { value: { nickName: '  ' } });
    await phone.asked('昵称不能为空');
    assert.deepEqual(phone.dialog.buttons, ['知道了']);
  });

  if (keepsPictures) {
    test('a picture is kept and shown, made smaller where the phone can', async () => {
      for (const canCompress of [true, false]) {
        const phone = await loggedIn();
        phone.canCompress = canCompress;
        await openProfile(phone);

        phone.tell('.picture', 'chooseavatar', { avatarUrl: picture });
        await phone.toasted('已保存');

        const { src } = attributesOf(phone.find('.picture-image'));
        assert.equal(src, (await userOf(phone.token)).avatarUrl);
        assert.deepEqual(Buffer.from(await (await fetch(src)).arrayBuffer()), PICTURE);
        assert.deepEqual(phone.compressed, ['picture.png']);
        phone.back();
        await phone.until(() => phone.find('.avatar') && attributesOf(phone.find('.avatar')).src === src, () => 'The picture is not at home.');
        phone.tell('.avatar', 'error', {});
        await phone.until(() => phone.find('.avatar_letter'), () => 'A picture that does not load leaves a hole.');
      }
    });

    test('a file that is no picture is refused in words', async () => {
      const phone = await loggedIn();
      await openProfile(phone);
      writeFileSync(picture, 'no picture');
      phone.tell('.picture', 'chooseavatar', { avatarUrl: picture });
      await phone.asked('请换一张图片');
    });
  } else {
    test('a server that keeps no pictures is told of in words', async () => {
      const phone = await loggedIn();
      await openProfile(phone);
      phone.tell('.picture', 'chooseavatar', { avatarUrl: picture });
      await phone.asked('这里还不能上传头像');
      assert.deepEqual(phone.dialog.buttons, ['知道了']);
    });
  }

  test('to log out takes a yes', async () => {
    const phone = await loggedIn();
    const { token } = phone;
    phone.tap('.cell_warn');
    await phone.asked('确定退出登录吗');
    phone.dialog.press('取消');
    assert.ok(await isLive(token));

    phone.tap('.cell_warn');
    await phone.asked('确定退出登录吗');
    phone.dialog.press('确定');
    await phone.sees('微信登录');

    assert.equal(await isLive(token), false);
    assert.equal(phone.token, undefined);
    assert.ok(!phone.text.includes('过期'));
  });

  test('a phone that logs out without a network says that the server knows nothing of it', async () => {
    const phone = await loggedIn();
    phone.tap('.cell_warn');
    await phone.asked('确定退出登录吗');
    phone.device.loseAnswers = 1;
    phone.dialog.press('确定');
    await phone.sees('已在本机退出，但未能通知服务器');
    assert.equal(phone.token, undefined);
    phone.leaveAndReturn();
    phone.tap('.btn_primary');
    await phone.sees('退出登录');
  });

  test('a session that has expired leads back to the login', async () => {
    const phone = await loggedIn();
    await pass({ days: 8 });
    phone.leaveAndReturn();
    await phone.sees('登录已过期，请重新登录');
    assert.equal(phone.dialog, null);
    phone.tap('.btn_primary');
    await phone.sees('退出登录');
  });

  test('a session that was ended elsewhere leads back to the login', async () => {
    const phone = await loggedIn();
    await endSession(phone.token);
    phone.pullDown();
    await phone.sees('登录已过期，请重新登录');
    await phone.until(() => !phone.isRefreshing, () => 'The page still refreshes.');
  });

  for (const language of ['zh_CN', 'en']) {
    for (const [faults, words] of [
      [{ busy: true }, { zh_CN: '微信暂时没有响应', en: 'WeChat does not answer' }],
      [{ errCode: 40029 }, { zh_CN: '微信没有认可', en: 'WeChat did not accept' }],
    ]) {
      test(`a fault of WeChat is told in words and can be tried again: ${JSON.stringify(faults)}, ${language}`, async () => {
        const phone = await opened({ language });
        await withFaults(faults, async () => {
          phone.tap('.btn_primary');
          await phone.asked(words[language]);
        });
        phone.dialog.press(RETRY[language]);
        await phone.until(() => phone.find('.cell_warn'), () => phone.text);
      });
    }
  }

  for (const [faults, words] of [
    [{ quota: true }, /微信限制了登录次数，请稍后再试（约 \d+ 秒）/],
    [{ wrongSecret: true }, /没有配置好/],
  ]) {
    test(`what only time or the operator mends offers no retry: ${JSON.stringify(faults)}`, async () => {
      const phone = await opened();
      await withFaults(faults, async () => {
        phone.tap('.btn_primary');
        await phone.asked('');
      });
      assert.match(phone.dialog.content, words);
      assert.deepEqual(phone.dialog.buttons, ['知道了']);
      phone.dialog.press('知道了');
      await phone.sees('微信登录');
    });
  }

  test('a user whom WeChat blocks is told', async () => {
    const phone = await opened({ user: 'laowang' });
    phone.tap('.btn_primary');
    await phone.asked('此微信账号暂时不能登录');
  });

  test('without a network the demo opens with words and a retry', async () => {
    const { device } = await loggedIn();
    device.loseAnswers = 1;
    const phone = new Phone({ device });
    await phone.sees('网络不通，请检查网络后重试');
    phone.tap('.btn_default', '重试');
    await phone.sees('本次登录');
  });

  test('without a network what is on the page stays', async () => {
    const phone = await loggedIn();
    phone.device.loseAnswers = 1;
    phone.leaveAndReturn();
    await phone.sees(/网络不通，请检查网络后重试.*本次登录/);
    phone.tap('.banner');
    await phone.until(() => !phone.text.includes('网络不通'), () => phone.text);
    await phone.sees('本次登录');
  });

  test('without a network the profile opens with words and a retry', async () => {
    const phone = await loggedIn();
    phone.device.loseAnswers = 1;
    phone.tap('.user');
    await phone.sees('网络不通，请检查网络后重试');
    phone.tap('.btn_default', '重试');
    await phone.sees('更换头像');
  });

  for (const path of ['/session', '/user']) {
    test(`an answer to GET ${path} that comes after the logout neither shows the session nor logs in again`, async () => {
      const phone = await loggedIn();
      phone.takeCalls();
      const arrive = phone.delay(path);
      phone.leaveAndReturn();
      await phone.until(() => phone.device.calls.includes(`GET ${path} 200`), () => `No GET ${path}.`);
      phone.tap('.cell_warn');
      await phone.asked('确定退出登录吗');
      phone.dialog.press('确定');
      await phone.sees('微信登录');

      arrive();
      await new Promise((resolve) => setTimeout(resolve, 200));

      await phone.sees('微信登录');
      assert.equal(phone.token, undefined);
      assert.ok(!phone.takeCalls().includes('wx.login'));
    });
  }

  test('in English all of it is', async () => {
    const phone = await opened({ language: 'en' });
    const seen = [phone.text];
    phone.tap('.btn_primary');
    await phone.sees('Log out');
    const { nickName } = await userOf(phone.token);
    seen.push(phone.text.replaceAll(nickName, '').replaceAll(nickName?.[0], ''));
    phone.tap('.user');
    await phone.sees('Change picture');
    seen.push(phone.text, phone.page.title, attributesOf(phone.find('.field')).placeholder);
    assert.doesNotMatch(seen.join(), /\p{Script=Han}/u);
  });

  test('the log is for the developer and holds no secret', async () => {
    const phone = await opened();
    const code = await loginCode('lilei');
    phone.device.codes = [code, code];
    await withFaults({ errCode: 40029 }, async () => {
      phone.tap('.btn_primary');
      await phone.asked('微信没有认可');
    });
    phone.dialog.press('重试');
    await phone.sees('退出登录');
    phone.tell('.cell_link', 'getphonenumber', { code: 'phone-code-of-mine', errMsg: 'getPhoneNumber:ok' });
    await phone.asked('微信没有认可');

    assert.match(logged.join('\n'), /code_rejected/);
    for (const secret of [code, phone.token, 'phone-code-of-mine']) {
      assert.ok(!logged.join('\n').includes(secret));
    }
  });
});

async function opened(options) {
  const phone = new Phone(options);
  await phone.until(() => phone.find('.btn_primary'), () => phone.text);
  return phone;
}

async function loggedIn(options) {
  const phone = await opened(options);
  phone.tap('.btn_primary');
  await phone.until(() => phone.find('.cell_warn'), () => `${phone.dialog?.content} ${phone.text}`);
  return phone;
}

/** The only device of its user. */
async function alone(user) {
  const phone = await loggedIn({ user });
  await fetch(urlOf('/sessions?keepCurrent=true'), { method: 'DELETE', headers: { authorization: `Bearer ${phone.token}` } });
  phone.leaveAndReturn();
  await phone.until(() => phone.page.rendered.querySelectorAll('.device').length === 1, () => phone.text);
  return phone;
}

async function openProfile(phone) {
  phone.tap('.user');
  await phone.sees('更换头像');
}

async function otherLogin(user, userAgent) {
  const response = await fetch(urlOf('/login'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({ code: await loginCode(user) }),
  });
  assert.equal(response.status, 200);
  return (await response.json()).token;
}

async function userOf(token) {
  return (await fetch(urlOf('/user'), { headers: { authorization: `Bearer ${token}` } })).json();
}
