/** The two Wafer clients, and the differences that matter to the tests. */

const v1 = {
  package: 'wafer-client-sdk',
  version: '0.8.4',
  /** The user of its tests. Each client has its own, because sessions per user are limited. */
  user: 'lilei',
  /** Everything that a login stores on the phone. */
  keeps: ['id', 'skey', 'userInfo'],
  tokenOf: ({ id, skey }) => `${id}.${skey}`,
  tokenIn: (body) => `${body.session.id}.${body.session.skey}`,
  sessionHeaders: ['x-wx-id', 'x-wx-skey'],
  /** The MD5 values that a login at Tencent's own server stores on the phone. */
  ofItsOwnServer: { id: '9e107d9d372bb6826bd81d3542a419d6', skey: 'e4d909c290d0fb1ca068ffaddf22cbd0' },
  /** The login methods, and the wx calls that each makes before it calls the server. */
  logins: { login: ['wx.login', 'wx.getUserInfo'] },
  /** The login method that request() uses. */
  loginAgain: 'login',
  /** Whether login() with a stored session calls only WeChat. */
  loginAnswersFromThePhone: true,
  /** The error of a login without a server. */
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
  /** The SHA-1 of the session_key. */
  ofItsOwnServer: { skey: '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12' },
  logins: { login: ['wx.login', 'wx.getUserInfo'], loginWithCode: ['wx.login'] },
  loginAgain: 'loginWithCode',
  loginAnswersFromThePhone: false,
  unreachable: /request:fail /,
};

export const SDKS = [v1, v2];

/** The calls of one complete login. */
export const loginCalls = (sdk, name = 'login', status = 200) => [...sdk.logins[name], `GET /login ${status}`];

/** The calls of a request with an ended session: one login and one retry. */
export const callsWithOneRelogin = (sdk, target = 'GET /user') => [`${target} 401`, ...loginCalls(sdk, sdk.loginAgain), `${target} 200`];
