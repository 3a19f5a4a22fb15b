// The theme handed to Mantine. Everything visible is in look.css and mantine.css; only what the
// library computes by itself stands here.
import { createTheme } from '@mantine/core'

export const theme = createTheme({
  primaryColor: 'ink',
  colors: {
    ink: ['#e7edf6', '#cddaee', '#a4bade', '#7b9ace', '#567cb8', '#3a62a0', '#1b4079', '#16366a', '#12305e', '#0c2348'],
  },
  defaultRadius: 'sm',
  fontFamily: 'var(--sans)',
  respectReducedMotion: true,
})
