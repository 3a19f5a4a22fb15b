// How the desk is built and served during development.
import { defineConfig } from 'vite'
import react from '@vitejs/plugin-react'

// The same policy that the server sends, so that a preview fails where production would.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

export default defineConfig({
  plugins: [react()],
  build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 600, assetsInlineLimit: 0 },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
  preview: { headers: { 'Content-Security-Policy': policy } },
})
