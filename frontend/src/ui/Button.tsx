// What can be pressed. One primary act per screen is filled; everything else is quiet.
import { Button as MantineButton } from '@mantine/core'
import { createContext, use, useLayoutEffect, type ComponentProps, type ReactNode } from 'react'
import styles from './Button.module.css'

type Native = Omit<ComponentProps<'button'>, 'color' | 'style' | 'ref'>

/** The way out of a form that was unfolded. It stands beside what sends the form, which says that it is there. */
export const WayOut = createContext<{ out: ReactNode; onShown: (shown: boolean) => void } | null>(null)

export function Button({ primary = false, busy = false, small = false, ...rest }: Native & { primary?: boolean; busy?: boolean; small?: boolean }) {
  const way = use(WayOut)
  const onShown = primary && rest.type === 'submit' ? way?.onShown : undefined
  useLayoutEffect(() => {
    onShown?.(true)
    return () => onShown?.(false)
  }, [onShown])
  const button = (
    <MantineButton
      type="button"
      variant={primary ? 'filled' : 'default'}
      size={small ? 'xs' : 'sm'}
      loading={busy}
      loaderProps={{ type: 'dots' }}
      fw={600}
      {...rest}
    />
  )
  if (!onShown) return button
  return (
    <span className={styles.pair}>
      {button}
      {way?.out}
    </span>
  )
}
