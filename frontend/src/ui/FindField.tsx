// A field in which one writes what one looks for and chooses from what is found: by keyboard and by
// ear as well as by hand (the combobox of WAI-ARIA).
import { Combobox, TextInput, useCombobox } from '@mantine/core'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { words } from '../words'
import { English } from './Said'
import styles from './FindField.module.css'

export interface Found {
  value: string
  label: ReactNode
  /** What helps to tell it from the others. */
  says?: ReactNode
  /** What it belongs to, as the registry calls it; options of one group stand together. */
  group?: string
}

export function FindField({
  label,
  hint,
  query,
  onQuery,
  found,
  busy = false,
  cut = false,
  onPick,
  onLeave,
}: {
  label: string
  hint?: ReactNode
  query: string
  onQuery: (query: string) => void
  found: readonly Found[]
  /** Are these the first of more? */
  cut?: boolean
  /** Is it still being looked for? */
  busy?: boolean
  onPick: (value: string) => void
  /** Whoever presses Escape where nothing is unfolded wants none of it. */
  onLeave?: () => void
}) {
  const store = useCombobox({ onDropdownClose: () => store.resetSelectedOption() })
  const input = useRef<HTMLInputElement>(null)
  // Known from the beginning, so that the field never names a list that is not there.
  const list = useId()
  // It is asked for by a press, so one can write at once.
  useEffect(() => {
    input.current?.focus()
    // The list folds down, so it needs room below the field.
    input.current?.scrollIntoView?.({ block: 'center' })
  }, [])
  const groups = [...new Set(found.map(({ group }) => group ?? ''))]
  return (
    <div className={styles.find}>
      <Combobox
        store={store}
        withinPortal={false}
        // Upwards it would lie over its own label.
        position="bottom-start"
        middlewares={{ flip: false }}
        keepMounted
        onOptionSubmit={(value) => {
          store.closeDropdown()
          onPick(value)
        }}
      >
        <Combobox.Target withExpandedAttribute>
          <TextInput
            ref={input}
            label={label}
            description={hint}
            dir="auto"
            inputWrapperOrder={['label', 'description', 'input', 'error']}
            classNames={{ label: styles.label, description: styles.hint }}
            aria-autocomplete="list"
            value={query}
            onChange={(event) => {
              onQuery(event.currentTarget.value)
              store.openDropdown()
              store.resetSelectedOption()
            }}
            onFocus={() => store.openDropdown()}
            onClick={() => store.openDropdown()}
            onBlur={() => store.closeDropdown()}
            onKeyDown={(event) => {
              // It stands in a form that is sent by something else.
              if (event.key === 'Enter') event.preventDefault()
              if (event.key === 'Escape' && !store.dropdownOpened) onLeave?.()
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={found.length === 0}>
          <Combobox.Options id={list} className={styles.options} aria-label={label}>
            {groups.map((group) => {
              const options = found
                .filter((one) => (one.group ?? '') === group)
                .map(({ value, label: name, says }) => (
                  <Combobox.Option key={value} value={value} className={styles.option}>
                    <span className={styles.name}>{name}</span>
                    {says && <span className={styles.says}>{says}</span>}
                  </Combobox.Option>
                ))
              return group === '' ? options : (
                <Combobox.Group key={group} label={<English>{group}</English>}>
                  {options}
                </Combobox.Group>
              )
            })}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <p role="status" className={styles.count}>
        {busy ? words.ui.loading : cut ? words.ui.foundFirst(found.length) : words.ui.found(found.length)}
      </p>
    </div>
  )
}
