// Words after a number, as Russian counts: 1 and 21, 2 to 4, 5 and more.
const rules = new Intl.PluralRules('ru')

/** The form that goes with the number. */
export function formOf(count: number, one: string, few: string, many: string): string {
  const form = rules.select(count)
  return form === 'one' ? one : form === 'few' ? few : many
}

/** "1 день", "3 дня", "5 дней" */
export function counted(count: number, one: string, few: string, many: string): string {
  return `${count} ${formOf(count, one, few, many)}`
}
