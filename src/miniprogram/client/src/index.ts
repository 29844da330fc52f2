export { createClient } from './client.js';
export { MiniLoginError } from './error.js';
export type { Client, ClientOptions, EncryptedPhone, LoginOptions, RequestOptions, UploadOptions } from './client.js';
export type { ErrorCode, ProblemCode } from './error.js';
export type { Device, Login, Phone, Session, SessionPage, User } from './answers.js';
export type { Wx } from './wx.js';
