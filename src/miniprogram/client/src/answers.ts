/** The user of a session; `openId` and `unionId` as WeChat gave them. A member without a value is absent. */
export interface User {
  openId: string;
  unionId?: string;
  nickName?: string;
  avatarUrl?: string;
}

/** What a login answers. Times are RFC 3339, UTC. */
export interface Login {
  token: string;
  /** When the session ends if it is not used. */
  expiresAt: string;
  /** When it ends in any case. */
  absoluteExpiresAt: string;
  isNewUser: boolean;
  user: User;
  /** There when user info was sent, and did not verify: the login is good all the same. */
  profile?: 'rejected';
}

/** The session that the phone holds. */
export interface Session {
  /** Names the session, and opens nothing. */
  id: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  absoluteExpiresAt: string;
  user: User;
}

/** One of the user's sessions, as `GET /sessions` lists them. */
export interface Device {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  userAgent?: string;
  miniProgramVersion?: string;
  /** Whether it is the session that asked. */
  current: boolean;
}

/** What `GET /sessions` answers; `next` is the `after` of the page to come. */
export interface SessionPage {
  sessions: Device[];
  next?: string;
}

/** The phone number that is bound now. */
export interface Phone {
  /** With the country code, where it is a foreign one. */
  phoneNumber: string;
  purePhoneNumber: string;
  countryCode: string;
}
