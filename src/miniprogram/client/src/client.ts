import type { Login, Phone, Session } from './answers';
import { codeOf, errorOf } from './error';
import { dataOf, send, sendFile, type Answer, type Call, type FileCall } from './http';
import { logIn } from './login';
import { Token } from './token';
import type { Wx } from './wx';

export interface ClientOptions {
  /** The URL of the server, for example `https://login.your-company.cn`. It may have a path. */
  baseUrl: string;
  /** The AppID, if the server has several mini programs and cannot tell them apart by the Referer header. */
  appId?: string;
  /** The key of the token in the storage of the phone. Default: `minilogin`. */
  storageKey?: string;
  /** The timeout of an HTTP call in milliseconds. Default: 15,000. */
  timeout?: number;
  /** Used instead of the global `wx`. */
  wx?: Wx;
}

export interface LoginOptions {
  /** Also sends the result of wx.getUserInfo. Since 2022 WeChat returns it without name and picture; it still proves the unionid. */
  withUserInfo?: boolean;
}

/** `url` is a path on the server, for example `/orders?limit=20`. */
export type RequestOptions = Call;

/** `url` is a path on the server. `name` is the form field of the file; default: `file`. */
export type UploadOptions = FileCall;

/** All methods reject only with a `MiniLoginError`. */
export interface Client {
  /** Logs in and replaces the session of this phone. Concurrent calls share one login. */
  login(options?: LoginOptions): Promise<Login>;
  /** Returns the session from the server, or null if this phone has none or it has expired or ended. Never logs in. */
  session(): Promise<Session | null>;
  /** Calls the server with the session and returns the body. Logs in if there is no session, and once again if it has expired or ended. */
  request<T = unknown>(options: RequestOptions): Promise<T>;
  /** Like `request`, with a file. */
  upload<T = unknown>(options: UploadOptions): Promise<T>;
  /** Ends the session. The phone deletes its token even if the call to the server fails and this method rejects. */
  logout(): Promise<void>;
  /** Binds the phone number, with the code from a button with `open-type="getPhoneNumber"`. On `code_rejected` the user must tap the button again. */
  bindPhone(code: string): Promise<Phone>;
}

export function createClient({ baseUrl, appId, storageKey = 'minilogin', timeout = 15_000, wx: ownWx }: ClientOptions): Client {
  const phone: Wx = ownWx ?? wx;
  const base = baseUrl.replace(/\/+$/, '');
  const token = new Token(phone, storageKey);
  let underWay: Promise<Login> | undefined;

  function prepared<T extends Call | FileCall>(options: T, bearer: string | undefined): T & { timeout: number } {
    return { timeout, ...options, url: base + options.url, header: { ...options.header, ...(bearer && { Authorization: `Bearer ${bearer}` }) } };
  }

  const sendCall = (options: Call, bearer?: string) => send(phone, prepared(options, bearer));

  function login({ withUserInfo = false }: LoginOptions = {}): Promise<Login> {
    underWay ??= logIn(phone, withUserInfo, (body) => sendCall({ url: '/login', method: 'POST', data: { ...body, ...(appId && { appId }) } }, token.get()))
      .then((answer) => {
        token.set(answer.token);
        return answer;
      })
      .finally(() => underWay = undefined);
    return underWay;
  }

  async function withSession(sendWith: (bearer: string) => Promise<Answer>): Promise<Answer> {
    const sent = token.get() ?? (await login()).token;
    const answer = await sendWith(sent);
    const now = token.get();
    // Without a token the user has logged out in the meantime: do not log in again.
    return isOver(answer) && now ? sendWith(now === sent ? (await login()).token : now) : answer;
  }

  const request = async <T>(options: RequestOptions) => dataOf<T>(await withSession((bearer) => sendCall(options, bearer)));

  async function session(): Promise<Session | null> {
    await underWay?.catch(() => undefined);
    const sent = token.get();
    if (!sent) {
      return null;
    }

    const answer = await sendCall({ url: '/session' }, sent);
    if (!isOver(answer)) {
      return dataOf<Session>(answer);
    }

    if (token.get() === sent) {
      token.set(undefined);
    }

    return null;
  }

  async function logout(): Promise<void> {
    await underWay?.catch(() => undefined);
    const sent = token.get();
    token.set(undefined);
    const answer = sent && await sendCall({ url: '/session', method: 'DELETE' }, sent);
    if (answer && answer.status !== 204 && !isOver(answer)) {
      throw errorOf(answer);
    }
  }

  return {
    login,
    session,
    request,
    upload: async (options) => dataOf(await withSession((bearer) => sendFile(phone, prepared(options, bearer)))),
    logout,
    bindPhone: (code) => request<Phone>({ url: '/session/phone', method: 'POST', data: { code } }),
  };
}

/**
 * Whether the session has expired or ended. An authorizer denies with API Gateway's own 403; any other 403 is an answer of the app's
 * function. A 401 can also have the code `code_rejected`, for a code of WeChat in the request.
 */
function isOver(answer: Answer): boolean {
  if (answer.status === 403) {
    return JSON.stringify(answer.data) === '{"message":"Forbidden"}';
  }

  const code = codeOf(answer);
  return code ? code === 'session_invalid' : answer.status === 401;
}
