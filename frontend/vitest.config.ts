// Component tests of the pieces that decide something; everything else is walked in a browser.
import { defineConfig } from 'vitest/config'
import react from '@vitejs/plugin-react'

export default defineConfig({
  plugins: [react()],
  test: { environment: 'jsdom', setupFiles: ['src/test-setup.ts'], css: { modules: { classNameStrategy: 'non-scoped' } } },
})
