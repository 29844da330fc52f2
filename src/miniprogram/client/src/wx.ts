/** The part of `wx` that the client uses. */
export type Wx = Pick<
  WechatMiniprogram.Wx,
  'login' | 'request' | 'uploadFile' | 'getUserInfo' | 'getStorageSync' | 'setStorageSync' | 'removeStorageSync'
> & Partial<Pick<WechatMiniprogram.Wx, 'getRandomValues'>>;

interface Callbacks<T> {
  success: (result: T) => void;
  fail: (error: { errMsg: string }) => void;
}

/** Turns a call with callbacks into a promise. Needed because `wx.request` and `wx.uploadFile` return a task, not a promise. */
export function call<T>(start: (callbacks: Callbacks<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start({ success: resolve, fail: reject });
  });
}
