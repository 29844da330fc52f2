import type { Login } from './answers.js';
import type { MiniLoginError } from './error.js';
import { dataOf, type Answer } from './http.js';
import { call, type UserInfo, type WeCom, type Wx } from './wx.js';

declare function setTimeout(callback: () => void, milliseconds: number): unknown;

const ATTEMPTS = 3;
const LONGEST_WAIT = 5;

/** Logs in, from wx.login to the new session; in WeCom from wx.qy.login. `post` sends the body to the server. */
export async function logIn(wx: Wx, qy: WeCom | undefined, withUserInfo: boolean, post: (body: object) => Promise<Answer>): Promise<Login> {
  // Get the code first: wx.login may renew the session_key that encrypts the user info.
  for (let codes = 1; ; codes++) {
    const code = await newCode(wx, qy);
    const body = { code, ...await nonce(wx), ...(withUserInfo && await userInfo(wx, qy)) };
    try {
      return await untilAnswered(() => post(body));
    } catch (error) {
      if ((error as MiniLoginError).code !== 'code_rejected' || codes > 1) {
        throw error;
      }
    }
  }
}

/** Retries when the answer is lost: the same code and nonce return the same session. */
async function untilAnswered(post: () => Promise<Answer>): Promise<Login> {
  for (let attempt = 1; ; attempt++) {
    try {
      return dataOf<Login>(await post());
    } catch (error) {
      const { code, status, retryAfter = 0 } = error as MiniLoginError;
      const isLost = code === 'network' || code === 'wechat_unavailable' || code === 'store_unavailable' || (code === 'http' && status >= 500);
      if (!isLost || attempt === ATTEMPTS || retryAfter > LONGEST_WAIT) {
        throw error;
      }

      // Many phones can lose their answers at the same moment. The random part spreads their retries.
      const seconds = Math.max(retryAfter, attempt * 0.5) * (1 + Math.random() / 2);
      await new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}

/** Returns a new code of wx.login; in WeCom of wx.qy.login. */
export async function newCode(wx: Wx, qy: WeCom | undefined): Promise<string> {
  const { code } = await call<{ code: string }>('wx_failed', (callbacks) => (qy ?? wx).login(callbacks));
  return code;
}

/** Returns 192 random bits. Base libraries before 2.19.0 have no secure random numbers; without a nonce a login can be retried for 20 seconds instead of 5 minutes. */
async function nonce(wx: Wx): Promise<{ nonce?: string }> {
  try {
    const { randomValues } = await call<{ randomValues: ArrayBuffer }>('wx_failed', (callbacks) => wx.getRandomValues!({ length: 24, ...callbacks }));
    return { nonce: Array.from(new Uint8Array(randomValues), (byte) => byte.toString(16).padStart(2, '0')).join('') };
  } catch {
    return {};
  }
}

/** Returns nothing if the user declines, because user info is optional. */
async function userInfo(wx: Wx, qy: WeCom | undefined): Promise<object> {
  try {
    const { encryptedData, iv, rawData, signature } = await call<UserInfo>('wx_failed', (callbacks) =>
      qy ? qy.getEnterpriseUserInfo!(callbacks) : wx.getUserInfo!({ withCredentials: true, ...callbacks }));
    return { encryptedData, iv, rawData, signature };
  } catch {
    return {};
  }
}
