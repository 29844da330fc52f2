/// <reference types="@dcloudio/types" />
import { createClient } from 'minilogin-client';
import type { Options } from './calls.js';
import { use } from './common.js';

void use(createClient({ baseUrl: 'https://login.example.com', wx: uni }));

// Passing uni proves little, because its overloads are generic. These calls are checked strictly.
export function calls(login: Options<'login'>, request: Options<'request'>, uploadFile: Options<'uploadFile'>, getUserInfo: Options<'getUserInfo'>): void {
  uni.login(login);
  uni.request(request);
  uni.uploadFile(uploadFile);
  uni.getUserInfo(getUserInfo);
  const stored: unknown = uni.getStorageSync('minilogin');
  uni.setStorageSync('minilogin', String(stored));
  uni.removeStorageSync('minilogin');
  // @ts-expect-error The types are the real ones.
  uni.login({ success: ({ code }: { code: number }) => code });
}
