/** Light, dark, or as the system asks; kept in this browser. */
import { signal } from "@preact/signals";

export type Theme = "light" | "dark";
const KEY = "adref-theme";

function stored(): Theme | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : null;
  } catch {
    return null;
  }
}

function system(): Theme {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** The theme that is shown. */
export const theme = signal<Theme>("light");

/** Takes up what was chosen here before, or what the system asks for. Called once, when a page starts. */
export function startTheme(): void {
  const chosen = stored();
  theme.value = chosen ?? system();
  if (chosen) document.documentElement.dataset.theme = chosen;
}

export function toggleTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A browser that keeps nothing still shows the theme until it is closed.
  }
}
