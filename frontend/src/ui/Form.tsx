// Forms whose refusals land on the field they are about.
import { Checkbox, NativeSelect, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { createContext, use, useId, type FormEvent, type ReactNode } from 'react'
import { words } from '../words'
import { Problem, type Refusal } from './Problem'
import { day } from './seat'
import styles from './Form.module.css'

const Refused = createContext<readonly { path: string; why: string }[]>([])

/** Shows the refusal above, and its fields beside the fields. Enter submits; nothing else does. */
export function Form({
  problem,
  onSubmit,
  children,
  label,
}: {
  problem?: Refusal | null
  onSubmit: () => void
  children: ReactNode
  label?: string
}) {
  return (
    <form
      className={styles.form}
      aria-label={label}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <Problem problem={problem} />
      <Refused value={problem?.fields ?? []}>{children}</Refused>
    </form>
  )
}

/** What a control needs in order to be the control of its field. */
export interface Bound {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  required: boolean
  error: boolean
}

export interface FieldProps {
  /** Where the server finds it, as in `fields[].path` of a refusal: `claims.0.obligation`. */
  path: string
  label: string
  hint?: ReactNode
  required?: boolean
  disabled?: boolean
}

/** A label, a hint, the control, and why it was refused. */
export function Field({ path, label, hint, required = false, children }: FieldProps & { children: (bound: Bound) => ReactNode }) {
  const id = useId()
  const why = use(Refused).find((field) => field.path === path)?.why
  const described = [hint && `${id}-hint`, why && `${id}-why`].filter(Boolean).join(' ')
  return (
    <div className={styles.field} data-refused={why ? true : undefined}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {required && <span className={styles.required}>{words.ui.required}</span>}
      </label>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': why ? true : undefined, required, error: Boolean(why) })}
      {why && (
        <p id={`${id}-why`} className={styles.why}>
          {why}
        </p>
      )}
    </div>
  )
}

interface Valued {
  value: string
  onChange: (value: string) => void
}

export function TextField({
  value,
  onChange,
  type = 'text',
  autoComplete,
  disabled,
  ...field
}: FieldProps & Valued & { type?: 'text' | 'email' | 'number'; autoComplete?: string }) {
  return (
    <Field {...field}>
      {(bound) => (
        <TextInput {...bound} type={type} value={value} autoComplete={autoComplete} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
    </Field>
  )
}

/** A day. The device draws the control in its own order, so the day is also written out. */
export function DateField({ value, onChange, min, max, disabled, ...field }: FieldProps & Valued & { min?: string; max?: string }) {
  return (
    <Field {...field}>
      {(bound) => (
        <>
          <TextInput {...bound} type="date" value={value} min={min} max={max} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value)} />
          <output htmlFor={bound.id} className={styles.spelled}>
            {value && day(value, 'UTC')}
          </output>
        </>
      )}
    </Field>
  )
}

export function PasswordField({ value, onChange, autoComplete = 'current-password', disabled, ...field }: FieldProps & Valued & { autoComplete?: string }) {
  return (
    <Field {...field}>
      {(bound) => (
        <PasswordInput {...bound} value={value} autoComplete={autoComplete} disabled={disabled} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
    </Field>
  )
}

/** How many words a text has, as the rules count reasons. */
export function countWords(text: string): number {
  return text.trim() === '' ? 0 : text.trim().split(/\s+/).length
}

/** Reasons and texts; `serif` for what will stand in a ruling; counts words against `wordsMin`. */
export function LongTextField({
  value,
  onChange,
  rows = 4,
  serif = false,
  wordsMin,
  disabled,
  ...field
}: FieldProps & Valued & { rows?: number; serif?: boolean; wordsMin?: number }) {
  return (
    <Field {...field}>
      {(bound) => (
        <>
          <Textarea
            {...bound}
            rows={rows}
            value={value}
            disabled={disabled}
            classNames={{ input: serif ? `${styles.long} ${styles.serif}` : styles.long }}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          {wordsMin !== undefined && <p className={styles.count}>{words.ui.word(countWords(value), wordsMin)}</p>}
        </>
      )}
    </Field>
  )
}

export interface Option {
  value: string
  label: string
}

/** A short list is the device's own; a long one can be searched. */
export function SelectField({ value, onChange, options, disabled, ...field }: FieldProps & Valued & { options: readonly Option[] }) {
  return (
    <Field {...field}>
      {(bound) =>
        options.length > 12 ? (
          <Select {...bound} searchable value={value || null} data={[...options]} disabled={disabled} onChange={(next) => onChange(next ?? '')} />
        ) : (
          <NativeSelect
            {...bound}
            value={value}
            disabled={disabled}
            data={value === '' ? [{ value: '', label: '—' }, ...options] : [...options]}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )
      }
    </Field>
  )
}

export function CheckField({ path, label, hint, checked, onChange, disabled }: FieldProps & { checked: boolean; onChange: (checked: boolean) => void }) {
  const why = use(Refused).find((field) => field.path === path)?.why
  return (
    <Checkbox
      label={label}
      description={hint}
      error={why}
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** One of a few, each with its meaning: the answers of a criterion, yes or no in a roll call. */
export function ChoiceField({
  path,
  label,
  hint,
  required,
  value,
  onChange,
  options,
  disabled,
}: FieldProps & Valued & { options: readonly (Option & { says?: string })[] }) {
  const name = useId()
  const why = use(Refused).find((field) => field.path === path)?.why
  return (
    <fieldset className={styles.choices} disabled={disabled} aria-describedby={why && `${name}-why`} data-refused={why ? true : undefined}>
      <legend className={styles.label}>
        {label}
        {required && <span className={styles.required}>{words.ui.required}</span>}
      </legend>
      {hint && <p className={styles.hint}>{hint}</p>}
      <div className={styles.options}>
        {options.map((option) => (
          <label key={option.value} className={styles.option}>
            <input type="radio" name={name} value={option.value} checked={value === option.value} onChange={() => onChange(option.value)} />
            <span className={styles.optionLabel}>{option.label}</span>
            {option.says && <span className={styles.says}>{option.says}</span>}
          </label>
        ))}
      </div>
      {why && (
        <p id={`${name}-why`} className={styles.why}>
          {why}
        </p>
      )}
    </fieldset>
  )
}

/** Fields side by side where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>
}
