/** The two clients in the field, and what differs between them as far as these tests look. */

const v1 = {
  package: 'wafer-client-sdk',
  version: '0.8.4',
  /** The user that its tests log in as: one each, so that neither fills the other's sessions. */
  user: 'lilei',
  /** The whole of what a login leaves on the phone. */
  keeps: ['id', 'skey', 'userInfo'],
  tokenOf: ({ id, skey }) => `${id}.${skey}`,
  tokenIn: (body) => `${body.session.id}.${body.session.skey}`,
  sessionHeaders: ['x-wx-id', 'x-wx-skey'],
  /** What a login at its own server, of Tencent's, leaves on the phone, besides the user: MD5s. */
  ofItsOwnServer: { id: '9e107d9d372bb6826bd81d3542a419d6', skey: 'e4d909c290d0fb1ca068ffaddf22cbd0' },
  /** The ways to log in, and what they ask of WeChat before they ask the server. */
  logins: { login: ['wx.login', 'wx.getUserInfo'] },
  /** How request() logs in again. */
  loginAgain: 'login',
  /** While there is a session, login() asks only WeChat. */
  loginAnswersFromThePhone: true,
  /** What a login says when there is no server. */
  unreachable: /登录失败，可能是网络错误或者服务器发生异常/,
};

const v2 = {
  package: 'wafer2-client-sdk',
  version: '2.1.0',
  user: 'meimei',
  keeps: ['skey', 'time', 'userinfo'],
  tokenOf: ({ skey }) => skey,
  tokenIn: (body) => body.data.skey,
  sessionHeaders: ['x-wx-skey'],
  /** SHA-1 of the session_key. */
  ofItsOwnServer: { skey: '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12' },
  logins: { login: ['wx.login', 'wx.getUserInfo'], loginWithCode: ['wx.login'] },
  loginAgain: 'loginWithCode',
  loginAnswersFromThePhone: false,
  unreachable: /request:fail /,
};

export const SDKS = [v1, v2];

/** The calls of one complete login. */
export const loginCalls = (sdk, name = 'login', status = 200) => [...sdk.logins[name], `GET /login ${status}`];

/** The calls of a request that finds its session gone, logs in again, once, and is sent again, once. */
export const callsWithOneRelogin = (sdk, target = 'GET /user') => [`${target} 401`, ...loginCalls(sdk, sdk.loginAgain), `${target} 200`];
