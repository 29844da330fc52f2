import { MiniLoginError, errorOf } from './error';
import { call, type Wx } from './wx';

export interface Answer {
  status: number;
  data: unknown;
  header: Record<string, string>;
}

export interface Call {
  url: string;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  data?: object | string;
  header?: Record<string, string>;
  /** Milliseconds. */
  timeout?: number;
}

export interface FileCall {
  url: string;
  filePath: string;
  name?: string;
  formData?: Record<string, string>;
  header?: Record<string, string>;
  timeout?: number;
}

/** Resolves with an answer of any status. Rejects with the code `network` if there is none. */
export async function send(wx: Wx, options: Call & { timeout: number }): Promise<Answer> {
  // Omit undefined values: WeChat would send the word "undefined".
  const { data, ...rest } = options;
  const result = await call<WechatMiniprogram.RequestSuccessCallbackResult>((callbacks) =>
    wx.request({ ...rest, ...(data !== undefined && { data }), ...callbacks })).catch(noAnswer);
  return { status: result.statusCode, data: result.data, header: (result.header ?? {}) as Record<string, string> };
}

export async function sendFile(wx: Wx, options: FileCall & { timeout: number }): Promise<Answer> {
  const result = await call<WechatMiniprogram.UploadFileSuccessCallbackResult>((callbacks) =>
    wx.uploadFile({ name: 'file', ...options, ...callbacks })).catch(noAnswer);
  return { status: result.statusCode, data: parse(result.data), header: {} };
}

export function dataOf<T>(answer: Answer): T {
  if (answer.status < 200 || answer.status > 299) {
    throw errorOf(answer);
  }

  return answer.data as T;
}

function noAnswer(error: { errMsg: string }): never {
  throw new MiniLoginError('network', error.errMsg);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
