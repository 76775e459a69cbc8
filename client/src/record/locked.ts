/** Why a window can only be read. */

/** The server refuses a window of one person where another one has signed in. */
export const OTHER_PERSON = "other_person";

/** The window has the acts of a role that its person has no more. */
export const ROLE_CHANGED = "role_changed";

export const SOMEBODY_ELSE = { code: OTHER_PERSON, message: "Somebody else has signed in here." } as const;

/** Reasons for which a connection ends or is not made, that do not pass by themselves. */
export const LOCKED = new Set([
  "revoked",
  ROLE_CHANGED,
  "no_session",
  "session_ended",
  "too_many",
  OTHER_PERSON,
]);
