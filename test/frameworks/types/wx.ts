/// <reference types="miniprogram-api-typings" />
import { createClient } from 'minilogin-client';
import type { Options } from './calls.js';
import { use } from './common.js';

void use(createClient({ baseUrl: 'https://login.example.com', wx: wx }));

// Passing wx proves little, because its overloads are generic. These calls are checked strictly.
export function calls(login: Options<'login'>, request: Options<'request'>, uploadFile: Options<'uploadFile'>, getUserInfo: Options<'getUserInfo'>): void {
  wx.login(login);
  wx.request(request);
  wx.uploadFile(uploadFile);
  wx.getUserInfo(getUserInfo);
  const stored: unknown = wx.getStorageSync('minilogin');
  wx.setStorageSync('minilogin', String(stored));
  wx.removeStorageSync('minilogin');
  // @ts-expect-error The types are the real ones.
  wx.login({ success: ({ code }: { code: number }) => code });
}

export function random(options: Options<'getRandomValues'>): void {
  wx.getRandomValues(options);
}
