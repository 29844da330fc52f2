import Taro from '@tarojs/taro';
import { createClient } from 'minilogin-client';
import type { Options } from './calls.js';
import { use } from './common.js';

void use(createClient({ baseUrl: 'https://login.example.com', wx: Taro }));

// Passing Taro proves little, because its overloads are generic. These calls are checked strictly.
export function calls(login: Options<'login'>, request: Options<'request'>, uploadFile: Options<'uploadFile'>, getUserInfo: Options<'getUserInfo'>): void {
  Taro.login(login);
  Taro.request(request);
  Taro.uploadFile(uploadFile);
  Taro.getUserInfo(getUserInfo);
  const stored: unknown = Taro.getStorageSync('minilogin');
  Taro.setStorageSync('minilogin', String(stored));
  Taro.removeStorageSync('minilogin');
  // @ts-expect-error The types are the real ones.
  Taro.login({ success: ({ code }: { code: number }) => code });
}

export function random(options: Options<'getRandomValues'>): void {
  Taro.getRandomValues(options);
}
