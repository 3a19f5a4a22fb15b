// What the screens of filings say.
import type { Dictionary } from '../dictionary'

export const filings: Dictionary['filings'] = {
  acts: 'Lo que usted puede presentar ahora',
  title: 'Escritos',
  empty: 'Todavía no se ha presentado nada en este caso.',
  emptyWhy: 'La solicitud, las comunicaciones y las pruebas aparecen aquí cuando una parte las presenta; cada una se notifica a la otra parte en el mismo momento.',
  documents: 'Documentos del expediente',
  noDocuments: 'No hay documentos en el expediente.',
  noDocumentsWhy: 'Los documentos aparecen aquí con el escrito al que pertenecen. Una prueba recibe su signatura, como UKR-1, al presentarse.',
  exhibit: 'Prueba',
  document: 'Documento',
  by: 'De',
  class: 'Quién puede leerlo',
  size: 'Tamaño',
  hash: 'SHA-256',
  filed: (side) => `Presentado por: ${side.toLowerCase()}`,
  entry: (no) => `Asiento n.º ${no}`,
  late: 'Presentado fuera de plazo',
  statement: 'Exposición',
  statementHint: 'Consta en el expediente con sus palabras; los documentos pueden decir más.',
  panelStatement: 'Por qué se solicita un grupo especial',
  panelStatementHint: 'Las alegaciones, tal como están, pasan a ser el mandato.',
  exhibitTitle: 'Título de la prueba',
  exhibitTitleHint: 'Cada documento adjunto recibe la siguiente signatura de su parte.',
  unfiled: 'Enviado, aún no presentado',
}
