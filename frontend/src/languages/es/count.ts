// A number with its noun, as Spanish counts.
const rules = new Intl.PluralRules('es')

/** "1 día", "3 días" */
export function counted(count: number, one: string, other: string): string {
  return `${count} ${rules.select(count) === 'one' ? one : other}`
}
