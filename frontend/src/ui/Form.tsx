// Forms whose refusals land on the field they are about.
import { Checkbox, NativeSelect, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { createContext, use, useId, type FormEvent, type ReactNode, type Ref } from 'react'
import { words } from '../words'
import { Problem, Why, type Refusal } from './Problem'
import { languageOfText } from './Said'
import { day, instantAt, moment, useSeat } from './seat'
import styles from './Form.module.css'

const Refused = createContext<Pick<Refusal, 'fields' | 'lang'>>({})

/**
 * Shows the refusal above, and its fields beside the fields. Enter submits; nothing else does. Without
 * `onSubmit` it is a group of fields, which are sent by an act that stands elsewhere.
 */
export function Form({
  problem,
  onSubmit,
  children,
  label,
  wide = false,
}: {
  problem?: Refusal | null
  onSubmit?: () => void
  children: ReactNode
  label?: string
  /** For work side by side. */
  wide?: boolean
}) {
  if (!onSubmit) {
    return (
      <div role="group" className={styles.form} aria-label={label} data-wide={wide || undefined}>
        <Problem problem={problem} />
        <Refused value={problem ?? {}}>{children}</Refused>
      </div>
    )
  }
  return (
    <form
      className={styles.form}
      aria-label={label}
      data-wide={wide || undefined}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <Problem problem={problem} />
      <Refused value={problem ?? {}}>{children}</Refused>
    </form>
  )
}

export interface FieldProps {
  /** Where the server finds it, as in `fields[].path` of a refusal: `claims.0.obligation`. */
  path: string
  label: ReactNode
  hint?: ReactNode
  required?: boolean
  disabled?: boolean
}

function Label({ label, required }: { label: ReactNode; required: boolean | undefined }) {
  return (
    <>
      {label}
      {/* The space keeps two words two words, in letters that join and when they are read aloud. */}
      {required && <span className={styles.required}> {words.ui.required}</span>}
    </>
  )
}

function useWhy(path: string): ReactNode {
  const { fields, lang } = use(Refused)
  const fault = fields?.find((field) => field.path === path)
  return fault && <Why fault={fault} lang={lang} />
}

/** Label, hint and refusal of one control, tied to it by Mantine's own wrapper. */
function useWrapped({ path, label, hint, required, disabled }: FieldProps) {
  const why = useWhy(path)
  return {
    'data-field': path,
    label: <Label label={label} required={required} />,
    description: hint,
    error: why,
    required: required ?? false,
    withAsterisk: false,
    disabled: disabled ?? false,
    inputWrapperOrder: ['label', 'description', 'input', 'error'] as ('label' | 'description' | 'input' | 'error')[],
    classNames: { label: styles.label, description: styles.hint, error: styles.why, root: styles.field },
  }
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
  ...field
}: FieldProps & Valued & { type?: 'text' | 'email' | 'number'; autoComplete?: string }) {
  const wrapped = useWrapped(field)
  return <TextInput {...wrapped} type={type} dir={type === 'text' ? 'auto' : undefined} value={value} autoComplete={autoComplete} onChange={(event) => onChange(event.currentTarget.value)} />
}

/** A day. The device draws the control in its own order, so the day is also written out. */
export function DateField({ value, onChange, min, max, ...field }: FieldProps & Valued & { min?: string; max?: string }) {
  const wrapped = useWrapped(field)
  return (
    <div className={styles.stack}>
      <TextInput {...wrapped} type="date" value={value} min={min} max={max} onChange={(event) => onChange(event.currentTarget.value)} />
      <output className={styles.spelled}>{value && day(value, 'UTC')}</output>
    </div>
  )
}

/** A moment at the seat. The device draws the control in its own order, so the moment is also written out. */
export function MomentField({ value, onChange, ...field }: FieldProps & Valued) {
  const wrapped = useWrapped(field)
  const seat = useSeat()
  const at = instantAt(value, seat.zone)
  return (
    <div className={styles.stack}>
      <TextInput {...wrapped} type="datetime-local" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      <output className={styles.spelled}>{at && words.ui.at(moment(at, seat.zone), seat.place)}</output>
    </div>
  )
}

export function PasswordField({ value, onChange, autoComplete = 'current-password', ...field }: FieldProps & Valued & { autoComplete?: string }) {
  const wrapped = useWrapped(field)
  return (
    <PasswordInput
      {...wrapped}
      aria-invalid={wrapped.error ? true : undefined}
      value={value}
      autoComplete={autoComplete}
      visibilityToggleButtonProps={{ 'aria-label': words.ui.showPassword }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** How many words a text has, as the rules count reasons: in Chinese two characters are one word. */
export function countWords(text: string): number {
  const han = /[\u3400-\u4dbf\u4e00-\u9fff]/gu
  const others = text.replace(han, ' ').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  return others.length + Math.ceil((text.match(han) ?? []).length / 2)
}

/** Reasons and texts; `serif` for what will stand in a ruling; counts words against `wordsMin`. */
export function LongTextField({
  value,
  onChange,
  rows = 4,
  serif = false,
  wordsMin,
  lang,
  dir = 'auto',
  control,
  onRange,
  ...field
}: FieldProps &
  Valued & {
    rows?: number
    serif?: boolean
    wordsMin?: number
    lang?: string
    dir?: 'ltr' | 'rtl' | 'auto'
    control?: Ref<HTMLTextAreaElement>
    /** Where in the text one is, and what is selected there. */
    onRange?: (range: { start: number; end: number }) => void
  }) {
  const wrapped = useWrapped(field)
  return (
    <div className={styles.stack}>
      <Textarea
        {...wrapped}
        ref={control}
        rows={rows}
        lang={lang}
        dir={dir}
        value={value}
        onSelect={({ currentTarget }) => onRange?.({ start: currentTarget.selectionStart, end: currentTarget.selectionEnd })}
        classNames={{ ...wrapped.classNames, input: serif ? `${styles.long} ${styles.serif}` : styles.long }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {wordsMin !== undefined && <p className={styles.count}>{words.ui.word(countWords(value), wordsMin)}</p>}
    </div>
  )
}

export interface Option<Value extends string = string> {
  value: Value
  label: string
  /** Shown, and not to be chosen. */
  disabled?: boolean
}

/** A short list is the device's own; a long one can be searched. */
export function SelectField({ value, onChange, options, ...field }: FieldProps & Valued & { options: readonly Option[] }) {
  const wrapped = useWrapped(field)
  if (options.length > 16) {
    return <Select {...wrapped} searchable value={value || null} data={[...options]} onChange={(next) => onChange(next ?? '')} />
  }
  return (
    <NativeSelect
      {...wrapped}
      value={value}
      data={value === '' ? [{ value: '', label: '—' }, ...options] : [...options]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

export function CheckField({ path, label, hint, checked, onChange, disabled }: FieldProps & { checked: boolean; onChange: (checked: boolean) => void }) {
  const why = useWhy(path)
  return (
    <Checkbox
      size="md"
      data-field={path}
      aria-invalid={why ? true : undefined}
      label={label}
      description={hint}
      error={why}
      classNames={{ description: styles.beneath, error: `${styles.why} ${styles.beneath}` }}
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** One of a few, each with its meaning: the answers of a criterion, yes or no in a roll call. Until one is chosen there is none. */
export function ChoiceField<Value extends string>({
  path,
  label,
  hint,
  required,
  value,
  onChange,
  options,
  disabled,
}: FieldProps & {
  value: Value | '' | null | undefined
  onChange: (value: Value) => void
  options: readonly { value: Value; label: ReactNode; says?: ReactNode }[]
}) {
  const name = useId()
  const why = useWhy(path)
  return (
    <fieldset
      className={styles.choices}
      role="radiogroup"
      disabled={disabled}
      data-field={path}
      aria-required={required || undefined}
      aria-invalid={why ? true : undefined}
      aria-describedby={[hint && `${name}-hint`, why && `${name}-why`].filter(Boolean).join(' ') || undefined}
      data-refused={why ? true : undefined}
    >
      <legend className={styles.label}>
        <Label label={label} required={required} />
      </legend>
      {hint && (
        <p id={`${name}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
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

/** Some of a few: the claims that something concerns. What is refused is said once, of all of them. */
export function ChecksField({ path, label, hint, required, disabled, chosen, onChange, options }: FieldProps & { chosen: readonly string[]; onChange: (chosen: string[]) => void; options: readonly Option[] }) {
  const name = useId()
  const why = useWhy(path)
  return (
    <fieldset
      className={styles.choices}
      disabled={disabled}
      aria-describedby={hint ? `${name}-hint` : undefined}
      data-refused={why ? true : undefined}
    >
      <legend className={styles.label}>
        <Label label={label} required={required} />
      </legend>
      {hint && (
        <p id={`${name}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      <div className={styles.options}>
        {options.map((option) => (
          <label key={option.value} className={styles.option}>
            <input
              type="checkbox"
              data-field={path}
              aria-describedby={why ? `${name}-why` : undefined}
              checked={chosen.includes(option.value)}
              aria-invalid={why ? true : undefined}
              onChange={({ currentTarget }) => onChange(currentTarget.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value))}
            />
            <span className={styles.optionLabel} lang={languageOfText(option.label)} dir="auto">
              {option.label}
            </span>
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
