// What can be pressed. One primary act per screen is filled; everything else is quiet.
import { Button as MantineButton } from '@mantine/core'
import type { ComponentProps } from 'react'

type Native = Omit<ComponentProps<'button'>, 'color' | 'style' | 'ref'>

export function Button({ primary = false, busy = false, small = false, ...rest }: Native & { primary?: boolean; busy?: boolean; small?: boolean }) {
  return (
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
}
