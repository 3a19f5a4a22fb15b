// Where the desk begins.
import '@fontsource-variable/source-sans-3/wght.css'
import '@fontsource-variable/source-serif-4/wght.css'
import '@fontsource-variable/source-serif-4/wght-italic.css'
import './look/look.css'
import './look/mantine.css'
import './look/print.css'
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queries } from './api/client'
import { theme } from './look/look'
import { router } from './router'
import { dir, languageTag } from './words'

document.documentElement.lang = languageTag
document.documentElement.dir = dir

const place = document.getElementById('root')
if (!place) throw new Error('index.html has no #root')

createRoot(place).render(
  <StrictMode>
    <DirectionProvider initialDirection={dir} detectDirection={false}>
      {/* No style element is written into the page: the variables stand in mantine.css. */}
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={localStorageColorSchemeManager({ key: 'proviso.scheme' })}
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  </StrictMode>,
)

// Arabic and Chinese letters are fetched when the page is quiet, and only those that it shows.
setTimeout(() => void import('./look/scripts.css'), 300)
