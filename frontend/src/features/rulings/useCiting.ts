// Where in a text one is, and a citation that is written there.
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { rulings as say } from '../../words'
import { insertAt, type Range } from './citing'

export function useCiting(text: string, onText: (text: string) => void) {
  const [open, setOpen] = useState<'clause' | 'ruling'>()
  // What was done last beside the text.
  const [done, setDone] = useState('')
  const box = useRef<HTMLTextAreaElement>(null)
  // Where one was last in the text; whoever has not been in it writes at its end.
  const range = useRef<Range>(undefined)
  const here = (): Range => {
    const at = (place: number) => Math.min(place, text.length)
    return range.current ? { start: at(range.current.start), end: at(range.current.end) } : { start: text.length, end: text.length }
  }
  const back = (caret: number) => {
    box.current?.focus()
    box.current?.setSelectionRange(caret, caret)
  }
  return {
    box,
    open,
    setOpen,
    done,
    here,
    onRange: (next: Range) => {
      range.current = next
    },
    /** First what was unfolded is gone, then the focus is back where one was. */
    leave: (what = '', fold?: () => void) => {
      const { end } = here()
      flushSync(() => {
        setOpen(undefined)
        fold?.()
        setDone(what)
      })
      back(end)
    },
    cite: (citation: string) => {
      const next = insertAt(text, here().end, citation)
      flushSync(() => {
        onText(next.text)
        setOpen(undefined)
        setDone(say.cite.inserted(citation))
      })
      range.current = { start: next.caret, end: next.caret }
      back(next.caret)
    },
  }
}

export type Citing = ReturnType<typeof useCiting>
