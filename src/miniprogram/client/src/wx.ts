import { MiniLoginError } from './error.js';

/** The callbacks that every call gets. Answers have more members than these. */
interface Callbacks<T> {
  success?: (result: T) => void;
  fail?: (error: { errMsg: string }) => void;
}

interface HttpOptions {
  url: string;
  header?: Record<string, string>;
  timeout?: number;
}

interface RequestOptions extends HttpOptions, Callbacks<{ statusCode: number; data: unknown; header?: unknown }> {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  data?: string | object;
}

interface UploadOptions extends HttpOptions, Callbacks<{ statusCode: number; data: string }> {
  filePath: string;
  name: string;
  formData?: Record<string, string>;
}

/** The answer of wx.getUserInfo. */
export interface UserInfo {
  encryptedData?: string;
  iv?: string;
  rawData?: string;
  signature?: string;
}

/** The part of `wx.qy` that the client uses. It exists only in WeCom (企业微信). */
export interface WeCom {
  login(options: Callbacks<{ code: string }>): unknown;
  getEnterpriseUserInfo?(options: Callbacks<UserInfo>): unknown;
}

/** The part of `wx` that the client uses. `wx`, `uni` of uni-app and `Taro` have it. */
export interface Wx {
  login(options: Callbacks<{ code: string }>): unknown;
  request(options: RequestOptions): unknown;
  uploadFile(options: UploadOptions): unknown;
  getUserInfo?(options: { withCredentials?: boolean } & Callbacks<UserInfo>): unknown;
  /** From base library 2.15.0 on. */
  getRandomValues?(options: { length: number } & Callbacks<{ randomValues: ArrayBuffer }>): unknown;
  /** In WeCom, the result has `environment: 'wxwork'`. */
  getSystemInfoSync?(): object;
  /** In WeCom only. */
  qy?: object;
  getStorageSync(key: string): unknown;
  setStorageSync(key: string, data: string | boolean): void;
  removeStorageSync(key: string): void;
}

declare const wx: Wx | undefined;

/** Returns the calls of WeCom if the mini program runs there. */
export function weComOf(phone: Wx): WeCom | undefined {
  try {
    const { environment } = phone.getSystemInfoSync!() as { environment?: string };
    return environment === 'wxwork' ? (phone.qy ?? wx!.qy) as WeCom : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Turns a call with callbacks into a promise: callbacks are the only form that `wx`, `uni` and `Taro` have in common. Rejects with a
 * `MiniLoginError` of this code.
 */
export function call<T>(code: 'network' | 'wx_failed', start: (callbacks: Required<Callbacks<T>>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error?: { errMsg?: string; message?: string }) => reject(new MiniLoginError(code, error?.errMsg ?? error?.message ?? String(error)));
    try {
      // Taro also returns a promise, which rejects too. Without a handler that would be an unhandled rejection.
      Promise.resolve(start({ success: resolve, fail })).catch(fail);
    } catch (error) {
      fail(error as Error);
    }
  });
}
