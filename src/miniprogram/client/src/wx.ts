/** What the client uses of `wx`. */
export type Wx = Pick<
  WechatMiniprogram.Wx,
  'login' | 'request' | 'uploadFile' | 'getUserInfo' | 'getStorageSync' | 'setStorageSync' | 'removeStorageSync'
> & Partial<Pick<WechatMiniprogram.Wx, 'getRandomValues'>>;

interface Callbacks<T> {
  success: (result: T) => void;
  fail: (error: { errMsg: string }) => void;
}

/** A call with callbacks as a promise. Not every `wx` answers with one itself: request and uploadFile answer with a task. */
export function call<T>(start: (callbacks: Callbacks<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start({ success: resolve, fail: reject });
  });
}
