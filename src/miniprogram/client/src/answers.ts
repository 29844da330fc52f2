/** The user of a session; `openId` and `unionId` are those of WeChat. Members without a value are absent. */
export interface User {
  openId: string;
  unionId?: string;
  /** The same in all apps between which the developer links users. */
  personId?: string;
  nickName?: string;
  avatarUrl?: string;
}

/** The answer to a login. Times are RFC 3339 in UTC. */
export interface Login {
  token: string;
  /** When the session expires if it is not used. */
  expiresAt: string;
  /** When the session expires even if it is used. */
  absoluteExpiresAt: string;
  isNewUser: boolean;
  user: User;
  /** Present if user info was sent but could not be verified. The login is still successful. */
  profile?: 'rejected';
  /**
   * Present if a phone code was sent. `rejected`: WeChat rejected the code. `unavailable`: the number could not be bound, and the code may
   * be used up. In both cases the login is successful, and the user can tap the button again.
   */
  phone?: 'bound' | 'rejected' | 'unavailable';
}

/** The session of this phone. */
export interface Session {
  /** Identifies the session. It is not secret and grants no access. */
  id: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  absoluteExpiresAt: string;
  user: User;
}

/** A session of the user, from `GET /sessions`. */
export interface Device {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  userAgent?: string;
  miniProgramVersion?: string;
  /** Whether this is the session that made the request. */
  current: boolean;
}

/** The answer to `GET /sessions`. `next` is the value of `after` for the next page. */
export interface SessionPage {
  sessions: Device[];
  next?: string;
}

/** The phone number that was bound. */
export interface Phone {
  /** A foreign number includes the country code. */
  phoneNumber: string;
  purePhoneNumber: string;
  countryCode: string;
}
