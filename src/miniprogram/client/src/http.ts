import { errorOf } from './error.js';
import { call, type Wx } from './wx.js';

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
  const result = await call<{ statusCode: number; data: unknown; header?: unknown }>('network', (callbacks) =>
    wx.request({ ...rest, ...(data !== undefined && { data }), ...callbacks }));
  return { status: result.statusCode, data: result.data, header: (result.header ?? {}) as Record<string, string> };
}

export async function sendFile(wx: Wx, options: FileCall & { timeout: number }): Promise<Answer> {
  const result = await call<{ statusCode: number; data: string }>('network', (callbacks) => wx.uploadFile({ name: 'file', ...options, ...callbacks }));
  return { status: result.statusCode, data: parse(result.data), header: {} };
}

export function dataOf<T>(answer: Answer): T {
  if (answer.status < 200 || answer.status > 299) {
    throw errorOf(answer);
  }

  return answer.data as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
