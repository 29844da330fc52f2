import type { Login, Phone, Session } from './answers.js';
import { errorOf, isOver } from './error.js';
import { dataOf, send, sendFile, type Answer, type Call, type FileCall } from './http.js';
import { logIn, newCode } from './login.js';
import { Token } from './token.js';
import { weComOf, type Wx } from './wx.js';

declare const wx: Wx | undefined;

export interface ClientOptions {
  /** The URL of the server, for example `https://login.your-company.cn`. It may have a path. */
  baseUrl: string;
  /** The AppID, if the server has several mini programs and cannot tell them apart by the Referer header. */
  appId?: string;
  /** The WeCom app (企业微信), `CORPID/AGENTID`, if the mini program also runs in WeCom: there the client logs in to it, with wx.qy.login. */
  weComAppId?: string;
  /** The key of the token in the storage of the phone. Default: `minilogin`. */
  storageKey?: string;
  /** The timeout of an HTTP call in milliseconds. Default: 15,000. */
  timeout?: number;
  /** Used instead of the global `wx`: `uni` in uni-app, `Taro` in Taro. */
  wx?: Wx;
}

export interface LoginOptions {
  /** Also sends the result of wx.getUserInfo; in WeCom of wx.qy.getEnterpriseUserInfo. Since 2022 WeChat returns it without name and picture; it still proves the unionid. */
  withUserInfo?: boolean;
  /** Also binds the phone number: the code from a button with `open-type="getPhoneNumber"`. See `phone` in the answer. */
  phoneCode?: string;
}

/** What a button with `open-type="getPhoneNumber"` gives before base library 2.21.2, which has no code. */
export interface EncryptedPhone {
  encryptedData: string;
  iv: string;
}

interface SessionOptions {
  /** False for a route that needs no session: the session is sent if there is one, but the call never logs in. Default: true. */
  login?: boolean;
}

/** `url` is a path on the server, for example `/orders?limit=20`. */
export type RequestOptions = Call & SessionOptions;

/** `url` is a path on the server. `name` is the form field of the file; default: `file`. */
export type UploadOptions = FileCall & SessionOptions;

/** All methods reject only with a `MiniLoginError`. */
export interface Client {
  /** Logs in and replaces the session of this phone. Concurrent calls share one login. */
  login(options?: LoginOptions): Promise<Login>;
  /** Returns the session from the server, or null if this phone has none or it has expired or ended. Never logs in. */
  session(): Promise<Session | null>;
  /**
   * Calls the server with the session and returns the body. Logs in if there is no session, and once again if it has expired or ended.
   * After `logout` and `deleteAccount` it does not: the request is sent without a session until `login` has been called.
   */
  request<T = unknown>(options: RequestOptions): Promise<T>;
  /** Like `request`, with a file. */
  upload<T = unknown>(options: UploadOptions): Promise<T>;
  /** Ends the session. The phone deletes its token even if the call to the server fails and this method rejects. */
  logout(): Promise<void>;
  /**
   * Deletes the account of the user and forgets the session. Irreversible: ask the user first. Logs in before if the session has expired.
   * If the answer is lost, call it again. After `logout` it rejects with `session_invalid`.
   */
  deleteAccount(): Promise<void>;
  /**
   * Binds the phone number, with the code from a button with `open-type="getPhoneNumber"`. On `code_rejected` and `phone_rejected` the user
   * must tap the button again. Log in before you show the button if you send encryptedData: WeChat encrypts it with the key of the last login.
   */
  bindPhone(phone: string | EncryptedPhone): Promise<Phone>;
}

export function createClient({ baseUrl, appId, weComAppId, storageKey = 'minilogin', timeout = 15_000, wx: ownWx }: ClientOptions): Client {
  const phone = ownWx ?? (typeof wx === 'undefined' ? undefined : wx);
  if (!phone) {
    throw new TypeError('There is no global wx. Pass createClient({ wx: uni }) or ({ wx: Taro }).');
  }

  const qy = weComAppId ? weComOf(phone) : undefined;
  const app = qy ? weComAppId : appId;
  const base = baseUrl.replace(/\/+$/, '');
  const token = new Token(phone, storageKey);
  let loggingIn: Promise<Login> | undefined;
  let deleting: Promise<void> | undefined;

  function prepared<T extends Call | FileCall>(options: T, bearer: string | undefined): T & { timeout: number } {
    return { timeout, ...options, url: base + options.url, header: { ...options.header, ...(bearer && { Authorization: `Bearer ${bearer}` }) } };
  }

  const sendCall = (options: Call, bearer?: string) => send(phone, prepared(options, bearer));

  function login(options: LoginOptions = {}): Promise<Login> {
    const { withUserInfo = false, phoneCode } = options;
    if (loggingIn && phoneCode) {
      // The login in progress does not have the code.
      return loggingIn.catch(() => undefined).then(() => login(options));
    }

    loggingIn ??= logIn(phone!, qy, withUserInfo, (body) => sendCall({ url: '/login', method: 'POST', data: { ...body, ...(app && { appId: app }), ...(phoneCode && { phoneCode }) } }, token.get()))
      .then((answer) => {
        token.open(answer.token);
        return answer;
      })
      .finally(() => loggingIn = undefined);
    return loggingIn;
  }

  async function untilLoggedIn(): Promise<void> {
    while (loggingIn) {
      await loggingIn.catch(() => undefined);
    }
  }

  async function withSession(mayLogIn: boolean, sendWith: (bearer?: string) => Promise<Answer>): Promise<Answer> {
    const sent = token.get() ?? (mayLogIn && !token.isClosed ? (await login()).token : undefined);
    const answer = await sendWith(sent);
    if (!sent || !isOver(answer)) {
      return answer;
    }

    const now = token.get();
    if (now && now !== sent) {
      return sendWith(now);
    }

    if (!mayLogIn) {
      forget(sent);
      return sendWith();
    }

    // Without a token the user has logged out in the meantime: do not log in again.
    return now && !token.isClosed ? sendWith((await login()).token) : answer;
  }

  function forget(sent: string | undefined): void {
    if (token.get() === sent) {
      token.forget();
    }
  }

  async function request<T>({ login: mayLogIn = true, ...options }: RequestOptions): Promise<T> {
    return dataOf<T>(await (endsSession(options) ? end(mayLogIn, async () => options) : withSession(mayLogIn, (bearer) => sendCall(options, bearer))));
  }

  /**
   * Sends a call that ends the session. From then on no other call logs in, because that would bring a deleted account back; not after
   * a lost answer either. If the server refuses the call, the client is as before.
   */
  async function end(mayLogIn: boolean, callOf: () => Promise<Call>): Promise<Answer> {
    await untilLoggedIn();
    const wasClosed = token.isClosed;
    const canLogIn = mayLogIn && (!wasClosed || token.get() !== undefined);
    if (!token.get() && canLogIn) {
      await login();
    }

    const options = await callOf();
    const sent = token.get();
    token.close();
    const answer = await sendCall(options, sent);
    if (answer.status < 300 || isOver(answer)) {
      forget(sent);
    } else if (answer.status < 500) {
      token.close(wasClosed);
    }

    if (!isOver(answer) || !canLogIn) {
      return answer;
    }

    // The session has expired, or an earlier call succeeded and its answer was lost. Only a new session can tell.
    await login();
    return end(false, callOf);
  }

  async function deleteAccount(): Promise<void> {
    dataOf(await end(true, async () => ({ url: '/user', method: 'DELETE', header: { 'X-WX-Code': await newCode(phone!, qy) } })));
  }

  async function session(): Promise<Session | null> {
    await untilLoggedIn();
    const sent = token.get();
    if (!sent) {
      return null;
    }

    const answer = await sendCall({ url: '/session' }, sent);
    if (!isOver(answer)) {
      return dataOf<Session>(answer);
    }

    forget(sent);
    return null;
  }

  async function logout(): Promise<void> {
    await untilLoggedIn();
    const sent = token.get();
    token.close();
    token.forget();
    const answer = sent && await sendCall({ url: '/session', method: 'DELETE' }, sent);
    if (answer && answer.status !== 204 && !isOver(answer)) {
      throw errorOf(answer);
    }
  }

  return {
    login,
    session,
    request,
    upload: async ({ login: mayLogIn = true, ...options }) => dataOf(await withSession(mayLogIn, (bearer) => sendFile(phone, prepared(options, bearer)))),
    logout,
    deleteAccount: () => deleting ??= deleteAccount().finally(() => deleting = undefined),
    bindPhone: (tapped) => request<Phone>({
      url: '/session/phone',
      method: 'POST',
      data: typeof tapped === 'string' ? { code: tapped } : { encryptedData: tapped.encryptedData, iv: tapped.iv },
    }),
  };
}

/** Whether the call ends the session of this phone if it succeeds. */
function endsSession({ method, url }: Call): boolean {
  return method === 'DELETE' && /^\/(user|sessions?)(\?|$)/.test(url) && !/[?&]keepCurrent=true/.test(url);
}
