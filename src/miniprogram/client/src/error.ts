import type { Answer } from './http.js';

/** The `code` of an error answer of the server. These values never change. */
export type ProblemCode =
  | 'request_invalid'
  | 'app_unknown'
  | 'not_offered'
  | 'code_rejected'
  | 'phone_rejected'
  | 'session_invalid'
  | 'user_blocked'
  | 'session_not_found'
  | 'avatar_unknown'
  | 'avatars_off'
  | 'too_many_logins'
  | 'too_many_codes'
  | 'too_many_uploads'
  | 'wechat_quota'
  | 'app_misconfigured'
  | 'internal'
  | 'wechat_unavailable'
  | 'store_unavailable';

/**
 * The code of an error answer, or `network` (no answer), `wx_failed` (a call of `wx` failed) or `http` (an answer without a code;
 * see `status`). Your own functions may return other codes.
 */
export type ErrorCode = ProblemCode | 'network' | 'wx_failed' | 'http' | (string & {});

/** The error of all methods. Branch on `code`; the message is for developers, not for users. */
export class MiniLoginError extends Error {
  override readonly name = 'MiniLoginError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** The HTTP status code; 0 if there was no answer. */
    readonly status = 0,
    /** With `request_invalid`: the field to fix. */
    readonly field?: string,
    /** Seconds to wait before a retry, if the server sent them. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

function codeOf(answer: Answer): string | undefined {
  const { code } = (answer.data ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/**
 * Whether the session has expired or ended. An authorizer denies with API Gateway's own 403; any other 403 is an answer of the app's
 * function. A 401 can also have the code `code_rejected`, for a code of WeChat in the request.
 */
export function isOver(answer: Answer): boolean {
  if (answer.status === 403) {
    return JSON.stringify(answer.data) === '{"message":"Forbidden"}';
  }

  const code = codeOf(answer);
  return code ? code === 'session_invalid' : answer.status === 401;
}

export function errorOf(answer: Answer): MiniLoginError {
  const { detail, title, message, field } = (answer.data ?? {}) as Record<string, string | undefined>;
  const seconds = Object.keys(answer.header).find((name) => name.toLowerCase() === 'retry-after');
  return new MiniLoginError(
    codeOf(answer) ?? (isOver(answer) ? 'session_invalid' : 'http'),
    detail ?? title ?? message ?? `HTTP ${answer.status}`,
    answer.status,
    field,
    seconds && Number(answer.header[seconds]) || undefined,
  );
}
