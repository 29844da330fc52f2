import type { Login, Phone, Session } from './answers';
import { codeOf, errorOf } from './error';
import { dataOf, send, sendFile, type Answer, type Call, type FileCall } from './http';
import { logIn } from './login';
import { Token } from './token';
import type { Wx } from './wx';

export interface ClientOptions {
  /** Where the server is: `https://login.your-company.cn`. A path is kept. */
  baseUrl: string;
  /** The mini program, where the server serves several and cannot tell by the Referer. */
  appId?: string;
  /** The key of the token in the phone's storage: `minilogin`. */
  storageKey?: string;
  /** Milliseconds that one HTTP call may take: 15,000. */
  timeout?: number;
  /** In place of the global `wx`. */
  wx?: Wx;
}

export interface LoginOptions {
  /** Sends what wx.getUserInfo gives, too. WeChat makes it anonymous since 2022; it still proves the unionid. */
  withUserInfo?: boolean;
}

/** `url` is a path on the server: `/orders?limit=20`. */
export type RequestOptions = Call;

/** `url` is a path on the server; `name` is the file's field: `file`. */
export type UploadOptions = FileCall;

/** Every method rejects with a `MiniLoginError` and nothing else. */
export interface Client {
  /** A new session, in the place of the one this phone has. One login at a time: whoever asks meanwhile gets the same. */
  login(options?: LoginOptions): Promise<Login>;
  /** The session, as the server knows it; null when this phone has none, or has one that is over. Never logs in. */
  session(): Promise<Session | null>;
  /** Calls the server with the session and gives the answer's body. Logs in where there is no session, and once more where it is over. */
  request<T = unknown>(options: RequestOptions): Promise<T>;
  /** As `request`, with a file. */
  upload<T = unknown>(options: UploadOptions): Promise<T>;
  /** Ends the session. The phone forgets it even when the server could not be told, which rejects. */
  logout(): Promise<void>;
  /** Binds the number of a button with `open-type="getPhoneNumber"`, by the code it gave. `code_rejected`: let the user press again. */
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
    // Without a token the user has logged out meanwhile, and stays so.
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

/** An authorizer's denial is a 403 without a code. A 401 may be of another code: WeChat's, that the request carried. */
function isOver(answer: Answer): boolean {
  const code = codeOf(answer);
  return code ? code === 'session_invalid' : answer.status === 401 || answer.status === 403;
}
