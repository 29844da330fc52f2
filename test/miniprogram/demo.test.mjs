import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { endSession, isLive, loginCode, pass, phoneCode, playgroundUrl, urlOf, userNamed, withFaults } from '../clients/playground.mjs';
import { logged } from './demo.mjs';
import { attributesOf, Phone } from './phone.mjs';
import { withShop } from './shop.mjs';

// Fails here once instead of in every test.
playgroundUrl();

const ANDROID = 'Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1) AppleWebKit/537.36 Version/4.0 Chrome/116.0.0.0 Mobile MicroMessenger/8.0.47.2560 Language/zh_CN';
const RETRY = { zh_CN: '重试', en: 'Redo' };

// One pixel.
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

// The other server is DynamoDB without a bucket for avatars: there only what depends on the server is tested.
const testOnce = (...args) => keepsPictures && test(...args);
const keepsPictures = (await (await fetch(urlOf('/avatars/none'))).json()).code !== 'avatars_off';

// All in one file because node runs files in parallel, and these tests share the clock and the faults of one Playground.
describe('the demo', () => {
  let folder;
  let picture;

  beforeEach(async () => {
    // Logins are limited per user and minute, so every test gets its own minute.
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

  testOnce('a new phone shows the login button and calls no server', async () => {
    const phone = new Phone();
    await phone.sees('去登录');
    assert.equal(phone.page.title, 'MiniLogin');
    assert.deepEqual(phone.takeCalls(), []);
  });

  test('a tap logs in and shows the session', async () => {
    const phone = await loggedIn({ user: 'anonymous' });

    await phone.sees('微信用户');
    await phone.sees(/登录时间.*月.*日 \d\d:\d\d闲置到期.*月.*日 \d\d:\d\d最长有效至.*月.*日 \d\d:\d\d/);
    await phone.sees(/iPhone本机微信 8\.0\.50 · 刚刚活跃/);
    assert.deepEqual([...new Set(phone.takeCalls())].sort(), ['GET /session 200', 'GET /sessions 200', 'GET /user 200', 'POST /login 200', 'wx.login']);
    assert.deepEqual([...phone.device.storage.keys()], ['minilogin']);
  });

  testOnce('the login needs a tap and consent, and can be declined', async () => {
    const phone = await opened();
    await phone.sees('下单和查看订单');
    assert.equal(phone.find('.log-in'), undefined);

    await phone.openLogin();
    assert.equal(attributesOf(phone.find('.consent-box')).checked, false);
    phone.tap('.log-in');
    await phone.toasted('请先阅读并同意用户协议和隐私保护指引');
    phone.tap('.not-now');
    await phone.until(() => !phone.find('.log-in'), () => phone.text);
    await phone.sees('下单和查看订单');
    assert.deepEqual(phone.takeCalls(), []);
    assert.equal(phone.token, undefined);

    await phone.logIn();
    await phone.sees('退出登录');
  });

  testOnce('the consent links to the user agreement and the privacy guidelines', async () => {
    const phone = await opened();
    await phone.openLogin();
    phone.tap('.link', '用户协议');
    await phone.until(() => phone.page.title === '用户协议', () => phone.page.title);
    await phone.sees(/不是真正的用户协议.*公司全称和联系方式/);
    phone.back();
    await phone.until(() => phone.find('.log-in'), () => phone.text);
    phone.tap('.link', '隐私保护指引');
    await phone.until(() => phone.opened.length === 1, () => 'The privacy guidelines are not open.');
    assert.equal(phone.pages.length, 1);

    phone.hasGuide = false;
    phone.tap('.link', '隐私保护指引');
    await phone.until(() => phone.page.title === '隐私保护指引', () => phone.page.title);
    await phone.sees(/mp\.weixin\.qq\.com.*openid/);
  });

  for (const [language, guide, name] of [['zh_CN', '隐私保护指引', '昵称'], ['en', 'Privacy guidelines', 'Name']]) {
    testOnce(`WeCom, which lacks the privacy APIs, shows the guidelines and logs in: ${language}`, async () => {
      const phone = await opened({ language, isInWeCom: true });
      await phone.openLogin();
      phone.tap('.link', guide);
      await phone.until(() => phone.page.title === guide, () => phone.page.title);
      await phone.sees('openid');
      phone.back();

      phone.tell('.consent', 'change', { value: ['agreed'] });
      phone.tap('.log-in');
      await phone.until(() => phone.find('.user'), () => phone.text);
      phone.tap('.user');
      await phone.sees(name);
      assert.equal(phone.find('.picture-words'), undefined);
      assert.throws(() => phone.tap('.picture'), /is disabled/);
    });
  }

  test('deleting the account needs a confirmation, and the account stays deleted', async () => {
    const phone = await loggedIn({ user: 'anonymous' });
    const { token } = phone;
    phone.tap('.delete-account');
    await phone.asked('无法恢复');
    phone.dialog.press('取消');
    assert.ok(await isLive(token));

    phone.tap('.delete-account');
    await phone.asked('无法恢复');
    phone.dialog.press('确定');
    await phone.sees('账号已注销');
    assert.deepEqual([phone.token, await isLive(token)], [undefined, false]);

    phone.takeCalls();
    const again = new Phone({ device: phone.device });
    await again.sees('去登录');
    assert.deepEqual(again.takeCalls(), []);
  });

  testOnce('a deletion whose answer is lost can be retried', async () => {
    const phone = await loggedIn({ user: 'anonymous' });
    phone.tap('.delete-account');
    await phone.asked('无法恢复');
    phone.device.loseAnswers = 1;
    phone.dialog.press('确定');
    await phone.asked('网络不通');
    phone.dialog.press('重试');
    await phone.sees('账号已注销');
  });

  testOnce('in WeCom, logs in to the WeCom app and shows no button for the phone number', async () => {
    const phone = await opened({ isInWeCom: true });
    await phone.openLogin();
    await phone.logIn();
    await phone.sees('退出登录');

    assert.ok(phone.takeCalls().includes('wx.qy.login'));
    assert.equal(phone.find('.card_noted'), undefined);
  });

  testOnce('the login button is disabled during a login', async () => {
    const phone = new Phone();
    await phone.sees('去登录');
    // A second tap can come before the screen has changed.
    await phone.openLogin();
    phone.tell('.consent', 'change', { value: ['agreed'] });
    phone.tap('.log-in');
    phone.tap('.log-in');
    await new Promise(setImmediate);
    assert.equal(attributesOf(phone.find('.log-in')).loading, true);
    assert.throws(() => phone.tap('.log-in'), /is disabled/);
    await phone.sees('退出登录');
    assert.equal(phone.takeCalls().filter((call) => call === 'GET /session 200').length, 1);
  });

  testOnce('the session survives a restart of the demo', async () => {
    const { device, token } = await loggedIn();
    device.calls.length = 0;
    const phone = new Phone({ device });
    await phone.sees('本次登录');
    assert.equal(phone.token, token);
    assert.ok(!phone.takeCalls().includes('wx.login'));
  });

  test('another phone is listed and can be logged out', async () => {
    const phone = await alone();
    assert.equal(phone.find('.cell_button', '退出其他设备'), undefined);
    const other = await otherLogin('lilei', ANDROID);

    phone.pullDown();
    await phone.sees(/iPhone本机.*安卓设备微信 8\.0\.47 · 刚刚活跃/);
    await phone.until(() => !phone.isRefreshing, () => 'The page is still refreshing.');

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

  testOnce('all devices are shown on request, this phone first', async () => {
    const phone = await alone('meimei');
    // More than one page of GET /sessions, and more logins than are allowed in a minute.
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

  test('the phone number is bound and shown masked', async () => {
    const phone = await loggedIn();
    phone.tell('.cell_link', 'getphonenumber', { code: await phoneCode('lilei'), errMsg: 'getPhoneNumber:ok' });
    await phone.toasted('已绑定');
    await phone.sees('手机号139****9000');
  });

  testOnce('refusing the phone number shows nothing, a missing permission shows a message', async () => {
    const phone = await loggedIn();
    phone.tell('.cell_link', 'getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' });
    await phone.sees('去绑定');
    assert.equal(phone.dialog, null);
    for (const [detail, words] of [
      [{ errMsg: 'getPhoneNumber:fail no permission' }, '暂时无法获取手机号'],
      [{ errMsg: 'getPhoneNumber:fail api scope is not declared in the privacy agreement', errno: 112 }, '尚未在隐私保护指引中声明'],
      [{ errMsg: 'getPhoneNumber:fail', errno: 1400001 }, '手机号验证次数已用完'],
    ]) {
      phone.tell('.cell_link', 'getphonenumber', detail);
      await phone.asked(words);
      phone.dialog.press('知道了');
    }

    assert.match(logged.join('\n'), /errno 112: .*errno 1400001: /s);
    await phone.sees('选填，不绑定不影响使用');
  });

  testOnce('a rejected phone number code is not sent again', async () => {
    const phone = await loggedIn();
    phone.tell('.cell_link', 'getphonenumber', { code: 'none', errMsg: 'getPhoneNumber:ok' });
    await phone.asked('微信登录凭证无效');
    assert.deepEqual(phone.dialog.buttons, ['知道了']);
  });

  test('the name is saved and shown on the home page', async () => {
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

  testOnce('an invalid name is refused with a message', async () => {
    const phone = await loggedIn();
    await openProfile(phone);
    phone.tell('.content', 'submit', { value: { nickName: '  ' } });
    await phone.asked('昵称不能为空');
    assert.deepEqual(phone.dialog.buttons, ['知道了']);
  });

  testOnce('an order is created and listed', () => withShop(async (baseUrl) => {
    const phone = await loggedIn({ user: 'meimei', baseUrl });
    const product = `绿茶 ${Date.now()}`;
    await openOrders(phone);
    assert.equal(phone.page.title, '我的订单');
    await phone.sees('提交订单');

    phone.write('.field_title', ` ${product} `);
    phone.write('.field_quantity', '2');
    phone.tell('.draft', 'submit', {});
    await phone.toasted('已下单');

    assert.match(phone.find('.order').dom.textContent, new RegExp(`${product}.*月.*日 \\d\\d:\\d\\d2`));
    assert.deepEqual([attributesOf(phone.find('.field_title')).value, attributesOf(phone.find('.field_quantity')).value], ['', '1']);
  }));

  testOnce('an order whose answer is lost is created once', () => withShop(async (baseUrl) => {
    const phone = await loggedIn({ user: 'meimei', baseUrl });
    const product = `月饼 ${Date.now()}`;
    await openOrders(phone);
    await phone.sees('提交订单');
    phone.write('.field_title', product);
    phone.device.loseAnswers = 1;
    phone.tell('.draft', 'submit', {});
    await phone.asked('网络不通');
    phone.dialog.press('重试');
    await phone.toasted('已下单');
    assert.equal(phone.text.split(product).length, 2);
  }));

  testOnce('an invalid order is refused with a message', () => withShop(async (baseUrl) => {
    const phone = await loggedIn({ user: 'meimei', baseUrl });
    await openOrders(phone);
    await phone.sees('提交订单');
    for (const [title, quantity, words] of [[' ', '1', '商品名称不能为空'], ['茶', '', '数量应为 1 到 99'], ['茶', '0', '数量应为 1 到 99']]) {
      phone.write('.field_title', title);
      phone.write('.field_quantity', quantity);
      phone.tell('.draft', 'submit', {});
      await phone.asked(words);
      phone.dialog.press('知道了');
      await phone.until(() => phone.page.instance.data.busy === '', () => 'The page is busy.');
    }
  }));

  testOnce('more orders are shown on request', () => withShop(async (baseUrl) => {
    const phone = await loggedIn({ user: 'meimei', baseUrl });
    for (let i = 0; i < 21; i++) {
      const response = await fetch(`${baseUrl}/shop/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${phone.token}` },
        body: JSON.stringify({ id: `${Date.now().toString(16).padStart(12, '0')}-${i}`, title: '咖啡', quantity: 1 }),
      });
      assert.equal(response.status, 201);
    }

    await openOrders(phone);
    const shown = () => phone.page.rendered.querySelectorAll('.order').length;
    await phone.until(() => shown() === 20, () => phone.text);
    phone.tap('.cell_button', '显示更多');
    await phone.until(() => shown() > 20, () => phone.text);
  }));

  for (const [language, words] of [['zh_CN', '订单服务未启动'], ['en', 'No shop is running']]) {
    testOnce(`without a shop, the orders say how to start it: ${language}`, async (context) => {
      if ((await fetch(urlOf('/shop/orders'))).status !== 404) {
        context.skip('This server has a shop.');
        return;
      }

      const phone = await loggedIn({ language });
      await openOrders(phone);
      await phone.sees(words);
      await phone.sees('dotnet run --project src/Shop.Playground');
      phone.takeCalls();
      phone.tap('.btn_default');
      await phone.until(() => phone.device.calls.includes('GET /shop/orders 404'), () => 'The retry sends no request.');
      assert.equal(phone.dialog, null);
    });
  }

  if (keepsPictures) {
    test('a picture is uploaded and shown, compressed if the phone can', async () => {
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
        await phone.until(() => phone.find('.avatar') && attributesOf(phone.find('.avatar')).src === src, () => 'The picture is not on the home page.');
        phone.tell('.avatar', 'error', {});
        await phone.until(() => phone.find('.avatar_letter'), () => 'A picture that cannot be loaded is not replaced by the letter.');
      }
    });

    test('a file that is not a picture is refused with a message', async () => {
      const phone = await loggedIn();
      await openProfile(phone);
      writeFileSync(picture, 'no picture');
      phone.tell('.picture', 'chooseavatar', { avatarUrl: picture });
      await phone.asked('请换一张图片');
    });
  } else {
    test('a server without avatars shows a message', async () => {
      const phone = await loggedIn();
      await openProfile(phone);
      phone.tell('.picture', 'chooseavatar', { avatarUrl: picture });
      await phone.asked('暂不支持上传头像');
      assert.deepEqual(phone.dialog.buttons, ['知道了']);
    });
  }

  test('logging out needs a confirmation', async () => {
    const phone = await loggedIn();
    const { token } = phone;
    phone.tap('.cell_warn');
    await phone.asked('确定退出登录吗');
    phone.dialog.press('取消');
    assert.ok(await isLive(token));

    phone.tap('.cell_warn');
    await phone.asked('确定退出登录吗');
    phone.dialog.press('确定');
    await phone.sees('去登录');

    assert.equal(await isLive(token), false);
    assert.equal(phone.token, undefined);
    assert.ok(!phone.text.includes('过期'));
  });

  testOnce('logging out offline says that the server was not informed', async () => {
    const phone = await loggedIn();
    phone.tap('.cell_warn');
    await phone.asked('确定退出登录吗');
    phone.device.loseAnswers = 1;
    phone.dialog.press('确定');
    await phone.sees('已在本机退出，但未能通知服务器');
    assert.equal(phone.token, undefined);
    phone.leaveAndReturn();
    await phone.logIn();
    await phone.sees('退出登录');
  });

  testOnce('an expired session returns to the login screen', async () => {
    const phone = await loggedIn();
    await pass({ days: 8 });
    phone.leaveAndReturn();
    await phone.sees('登录已过期，请重新登录');
    assert.equal(phone.dialog, null);
    await phone.logIn();
    await phone.sees('退出登录');
  });

  testOnce('a session ended elsewhere returns to the login screen', async () => {
    const phone = await loggedIn();
    await endSession(phone.token);
    phone.pullDown();
    await phone.sees('登录已过期，请重新登录');
    await phone.until(() => !phone.isRefreshing, () => 'The page is still refreshing.');
  });

  for (const language of ['zh_CN', 'en']) {
    for (const [faults, words] of [
      [{ busy: true }, { zh_CN: '微信暂时没有响应', en: 'WeChat is not responding' }],
      [{ errCode: 40029 }, { zh_CN: '微信登录凭证无效', en: 'The WeChat code is invalid' }],
    ]) {
      test(`a WeChat fault shows a message and can be retried: ${JSON.stringify(faults)}, ${language}`, async () => {
        const phone = await opened({ language });
        await withFaults(faults, async () => {
          await phone.logIn();
          await phone.asked(words[language]);
        });
        phone.dialog.press(RETRY[language]);
        await phone.until(() => phone.find('.cell_warn'), () => phone.text);
      });
    }
  }

  for (const [faults, words] of [
    [{ quota: true }, /微信登录次数已达上限，请稍后再试（约 \d+ 秒）/],
    [{ wrongSecret: true }, /配置有误/],
  ]) {
    test(`a fault that a retry cannot fix offers none: ${JSON.stringify(faults)}`, async () => {
      const phone = await opened();
      await withFaults(faults, async () => {
        await phone.logIn();
        await phone.asked('');
      });
      assert.match(phone.dialog.content, words);
      assert.deepEqual(phone.dialog.buttons, ['知道了']);
      phone.dialog.press('知道了');
      await phone.sees('去登录');
    });
  }

  testOnce('a user blocked by WeChat sees a message', async () => {
    const phone = await opened({ user: 'laowang' });
    await phone.logIn();
    await phone.asked('此微信账号暂时不能登录');
  });

  testOnce('without a network the demo shows a message and a retry button', async () => {
    const { device } = await loggedIn();
    device.loseAnswers = 1;
    const phone = new Phone({ device });
    await phone.sees('网络不通，请检查网络后重试');
    phone.tap('.btn_default', '重试');
    await phone.sees('本次登录');
  });

  testOnce('without a network the page keeps its content', async () => {
    const phone = await loggedIn();
    phone.device.loseAnswers = 1;
    phone.leaveAndReturn();
    await phone.sees(/网络不通，请检查网络后重试.*本次登录/);
    phone.tap('.banner');
    await phone.until(() => !phone.text.includes('网络不通'), () => phone.text);
    await phone.sees('本次登录');
  });

  testOnce('without a network the profile shows a message and a retry button', async () => {
    const phone = await loggedIn();
    phone.device.loseAnswers = 1;
    phone.tap('.user');
    await phone.sees('网络不通，请检查网络后重试');
    phone.tap('.btn_default', '重试');
    await phone.sees('更换头像');
  });

  for (const path of ['/session', '/user']) {
    test(`a GET ${path} answered after the logout neither shows the session nor logs in`, async () => {
      const phone = await loggedIn();
      phone.takeCalls();
      const arrive = phone.delay(path);
      phone.leaveAndReturn();
      await phone.until(() => phone.device.calls.includes(`GET ${path} 200`), () => `No GET ${path}.`);
      phone.tap('.cell_warn');
      await phone.asked('确定退出登录吗');
      phone.dialog.press('确定');
      await phone.sees('去登录');

      arrive();
      await new Promise((resolve) => setTimeout(resolve, 200));

      await phone.sees('去登录');
      assert.equal(phone.token, undefined);
      assert.ok(!phone.takeCalls().includes('wx.login'));
    });
  }

  testOnce('the English demo contains no Chinese', async () => {
    const phone = await opened({ language: 'en' });
    const seen = [phone.text];
    await phone.logIn();
    await phone.sees('Log out');
    const { nickName } = await userOf(phone.token);
    seen.push(phone.text.replaceAll(nickName, '').replaceAll(nickName?.[0], ''));
    phone.tap('.user');
    await phone.sees('Change picture');
    seen.push(phone.text, phone.page.title, attributesOf(phone.find('.field')).placeholder);
    phone.back();
    await openOrders(phone);
    seen.push(phone.text, phone.page.title);
    assert.doesNotMatch(seen.join(), /\p{Script=Han}/u);
  });

  testOnce('the log of the demo contains no secret', async () => {
    const phone = await opened();
    const code = await loginCode('lilei');
    phone.device.codes = [code, code];
    await withFaults({ errCode: 40029 }, async () => {
      await phone.logIn();
      await phone.asked('微信登录凭证无效');
    });
    phone.dialog.press('重试');
    await phone.sees('退出登录');
    phone.tell('.cell_link', 'getphonenumber', { code: 'phone-code-of-mine', errMsg: 'getPhoneNumber:ok' });
    await phone.asked('微信登录凭证无效');

    assert.match(logged.join('\n'), /code_rejected/);
    for (const secret of [code, phone.token, 'phone-code-of-mine']) {
      assert.ok(!logged.join('\n').includes(secret));
    }
  });
});

async function opened(options) {
  const phone = new Phone(options);
  await phone.until(() => phone.find('.open-login'), () => phone.text);
  return phone;
}

async function loggedIn(options) {
  const phone = await opened(options);
  await phone.logIn();
  await phone.until(() => phone.find('.cell_warn'), () => `${phone.dialog?.content} ${phone.text}`);
  return phone;
}

/** Logs in and ends all other sessions of the user. */
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

async function openOrders(phone) {
  phone.tap('.orders');
  await phone.until(() => phone.page.route === 'pages/orders/orders' && !phone.find('.opening'), () => phone.text);
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
