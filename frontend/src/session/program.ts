// What a browser calls itself, in two words: only so that one knows one's own devices again.

const names: readonly (readonly [RegExp, string])[] = [
  // The others call themselves Chrome and Safari, too, so they are asked for first.
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
]

const found = (all: typeof names, text: string): string | undefined => all.find(([like]) => like.test(text))?.[1]

/** The program and, of a browser, the system it runs on; nothing, if it has no name. */
export function programOf(text: string | null | undefined): { name: string; system?: string } | undefined {
  if (!text?.trim()) return undefined
  const name = found(names, text)
  const system = found(systems, text)
  // Whatever is no browser is called by its first word: "curl/8.5".
  if (!name) return { name: text.trim().split(/\s/)[0] ?? text }
  return system ? { name, system } : { name }
}
