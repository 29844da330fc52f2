import type { Wx } from 'minilogin-client';

/** The options that the client passes to a function of `wx`. */
export type Options<Name extends keyof Wx> = Wx[Name] extends infer F ? NonNullable<F> extends (options: infer O) => unknown ? O : never : never;
