export { createClient } from './client';
export { MiniLoginError } from './error';
export type { Client, ClientOptions, LoginOptions, RequestOptions, UploadOptions } from './client';
export type { ErrorCode, ProblemCode } from './error';
export type { Device, Login, Phone, Session, SessionPage, User } from './answers';
export type { Wx } from './wx';
