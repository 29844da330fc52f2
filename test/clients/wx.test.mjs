import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { createDevice, createWx } from './wx.mjs';

const REFERER = 'https://servicewechat.com/wx0123456789abcdef/7/page-frame.html';

describe('the simulated wx behaves like the one on a phone', () => {
  let server;
  let url;
  let underWay = 0;
  let peak = 0;

  before(async () => {
    // Echoes the request; ?status= and ?text= choose the answer.
    server = http.createServer(async (request, response) => {
      peak = Math.max(peak, ++underWay);
      const chunks = await request.toArray();
      await new Promise((resolve) => setTimeout(resolve, 20));
      underWay--;
      const { searchParams } = new URL(request.url, url);
      response.writeHead(Number(searchParams.get('status') ?? 200), [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['X-Two', '1'], ['X-Two', '2']].flat());
      response.end(searchParams.get('text') ?? JSON.stringify({ method: request.method, target: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() }));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${server.address().port}/`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  test('a mini program cannot change the Referer', async () => {
    for (const header of [undefined, { Referer: 'https://example.com/' }, { referer: 'https://example.com/' }]) {
      assert.equal((await send({ url, header })).data.headers.referer, REFERER);
    }
  });

  test('a header without a value is sent as [object Undefined] and a number as digits', async () => {
    const { headers } = (await send({ url, header: { 'X-None': undefined, 'X-Null': null, 'X-Number': 7, 'X-Text': 'a+b=' } })).data;
    assert.deepEqual([headers['x-none'], headers['x-null'], headers['x-number'], headers['x-text']], ['[object Undefined]', '[object Null]', '7', 'a+b=']);
  });

  test('data becomes the query of a GET request', async () => {
    const { data } = await send({ url: `${url}p?x=1`, data: { a: '李雷', x: 2 } });
    assert.equal(data.target, `/p?x=2&a=${encodeURIComponent('李雷')}`);
    assert.equal(data.body, '');
  });

  test('data becomes the body of other requests, as JSON or as a form', async () => {
    const json = (await send({ url, method: 'POST', data: { a: '李雷' } })).data;
    assert.deepEqual([json.method, json.headers['content-type'], json.body], ['POST', 'application/json', '{"a":"李雷"}']);
    const form = (await send({ url, method: 'PUT', data: { a: 'b c' }, header: { 'content-type': 'application/x-www-form-urlencoded' } })).data;
    assert.deepEqual([form.method, form.headers['content-type'], form.body], ['PUT', 'application/x-www-form-urlencoded', 'a=b+c']);
    assert.equal((await send({ url, method: 'DELETE' })).data.body, '');
  });

  test('every HTTP status calls success', async () => {
    for (const status of [200, 401, 404, 429, 500, 503]) {
      const { statusCode, errMsg } = await send({ url: `${url}?status=${status}` });
      assert.deepEqual([statusCode, errMsg], [status, 'request:ok']);
    }
  });

  test('an answer has its headers and cookies, and JSON is parsed', async () => {
    const { data, header, cookies } = await send({ url: `${url}?text={"a":1}` });
    assert.deepEqual(data, { a: 1 });
    assert.equal(header['X-Two'], '1,2');
    assert.deepEqual(cookies, ['a=1', 'b=2']);
    assert.equal((await send({ url: `${url}?text=<html>` })).data, '<html>');
    assert.equal((await send({ url: `${url}?text=` })).data, '');
    assert.equal((await send({ url: `${url}?text={"a":1}`, dataType: 'text' })).data, '{"a":1}');
  });

  test('only a network error calls fail', async () => {
    await assert.rejects(send({ url: 'http://127.0.0.1:1/' }), /^Error: request:fail .*ECONNREFUSED/);
  });

  test('callbacks are asynchronous, and complete comes last', async () => {
    for (const target of [url, 'http://127.0.0.1:1/']) {
      const order = [];
      await new Promise((resolve) => {
        wxOf().request({ url: target, success: () => order.push('success'), fail: () => order.push('fail'), complete: () => { order.push('complete'); resolve(); } });
        order.push('returned');
      });
      assert.deepEqual(order, ['returned', target === url ? 'success' : 'fail', 'complete']);
    }
  });

  test('at most ten requests run at a time', async () => {
    peak = 0;
    const device = createDevice('lilei');
    const wx = wxOf(device);
    const answers = await Promise.all(Array.from({ length: 25 }, (_, i) => send({ url: `${url}?text=${i}` }, wx)));
    assert.deepEqual(answers.map((a) => a.data), Array.from({ length: 25 }, (_, i) => i));
    assert.equal(device.peak, 10);
    // How many of them the server sees at once depends on the machine, but never more.
    assert.ok(peak > 1 && peak <= 10, `the server saw ${peak} at once`);
  });

  test('storage keeps a copy and refuses values that JSON would change', () => {
    const wx = wxOf();
    const session = { id: 'a', userInfo: { nickName: '李雷' } };
    wx.setStorageSync('k', session);
    session.userInfo.nickName = 'somebody else';
    wx.getStorageSync('k').id = 'b';
    assert.deepEqual(wx.getStorageSync('k'), { id: 'a', userInfo: { nickName: '李雷' } });
    wx.removeStorageSync('k');
    assert.equal(wx.getStorageSync('k'), '');
    for (const data of [undefined, { a: undefined }, { at: new Date(0) }, { f() {} }]) {
      assert.throws(() => wx.setStorageSync('k', data));
      assert.equal(wx.getStorageSync('k'), '');
    }
  });

  function wxOf(device = createDevice('lilei')) {
    return createWx(device, { weChat: url, appId: 'wx0123456789abcdef' });
  }

  function send(options, wx = wxOf()) {
    return new Promise((success, reject) => wx.request({ ...options, success, fail: ({ errMsg }) => reject(new Error(errMsg)) }));
  }
});
