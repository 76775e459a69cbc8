/** Addresses of the server's own pages and downloads. */

export function documentLink(document: string, format: "docx" | "pdf" | null): string {
  const path = `/documents/${encodeURIComponent(document)}`;
  return format === null ? path : `${path}.${format}`;
}

/** The rolling text with attributions, as of now. */
export function rollingLink(text: string, format: "docx" | "pdf" | "txt"): string {
  return `/api/texts/${encodeURIComponent(text)}/rolling.${format}`;
}

export function roomLink(text: string): string {
  return `/texts/${encodeURIComponent(text)}/room`;
}

export function meetingLink(meeting: string): string {
  return `/meetings/${encodeURIComponent(meeting)}`;
}

/** Signing in, and back to this text. */
export function signInLink(): string {
  return `/sign-in?next=${encodeURIComponent(location.pathname)}`;
}
