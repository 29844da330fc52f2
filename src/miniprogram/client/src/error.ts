import type { Answer } from './http';

/** The `code` of a problem document of the server; it never changes. */
export type ProblemCode =
  | 'request_invalid'
  | 'app_unknown'
  | 'code_rejected'
  | 'session_invalid'
  | 'user_blocked'
  | 'session_not_found'
  | 'avatar_unknown'
  | 'avatars_off'
  | 'too_many_logins'
  | 'wechat_quota'
  | 'app_misconfigured'
  | 'internal'
  | 'wechat_unavailable'
  | 'store_unavailable';

/**
 * A problem's code, or `network`: there was no answer; `wx_failed`: WeChat on the phone refused; `http`: an answer without a
 * code, of which `status` tells. Your own functions may have codes of their own.
 */
export type ErrorCode = ProblemCode | 'network' | 'wx_failed' | 'http' | (string & {});

/** Every failure of the client. Switch over `code`; the message is for the developer, not for the user. */
export class MiniLoginError extends Error {
  override readonly name = 'MiniLoginError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** The HTTP status; 0 where there was no answer. */
    readonly status = 0,
    /** With `request_invalid`: what to mend. */
    readonly field?: string,
    /** Seconds to wait, where the server says so. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

export function codeOf(answer: Answer): string | undefined {
  const { code } = (answer.data ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

export function errorOf(answer: Answer): MiniLoginError {
  const { detail, title, message, field } = (answer.data ?? {}) as Record<string, string | undefined>;
  const seconds = Object.keys(answer.header).find((name) => name.toLowerCase() === 'retry-after');
  return new MiniLoginError(
    codeOf(answer) ?? 'http',
    detail ?? title ?? message ?? `HTTP ${answer.status}`,
    answer.status,
    field,
    seconds && Number(answer.header[seconds]) || undefined,
  );
}
