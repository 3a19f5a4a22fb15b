import type { CreativeWork, WithContext } from 'schema-dts'
export const ruling: WithContext<CreativeWork> = {
  "@context": "https://schema.org",
  "@type": "CreativeWork",
  "@id": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1",
  "url": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1",
  "name": "Arvenia v. Belmora",
  "neutralCitation": "[2025] ISECRC 1",
  "genre": "Ruling",
  "identifier": [
    {
      "@type": "PropertyValue",
      "propertyID": "uuid",
      "value": "urn:uuid:01a22d66-4500-773a-8ced-49463bb7931b"
    },
    {
      "@type": "PropertyValue",
      "propertyID": "neutral_citation",
      "value": "[2025] ISECRC 1"
    },
    {
      "@type": "PropertyValue",
      "propertyID": "akn",
      "value": "/akn/un/judgment/decision/un-sim/2025-11-19/ISECRC-2025-1"
    },
    {
      "@type": "PropertyValue",
      "propertyID": "un_symbol",
      "value": "A/AC.900/2025/C.1"
    }
  ],
  "abstract": "Arvenia asks for the review of a licence order of Belmora for the export of AI accelerators, for which Belmora invokes Article XXI(b)(ii) of the GATT 1994.",
  "inLanguage": "en",
  "isAccessibleForFree": true,
  "author": [
    {
      "@type": "Person",
      "name": "Tan Siew Lian"
    },
    {
      "@type": "Person",
      "name": "Catalina Rojas"
    },
    {
      "@type": "Person",
      "name": "Wanjiru Kamau"
    }
  ],
  "publisher": {
    "@type": "Organization",
    "name": "Review Committee (simulation)"
  },
  "about": [
    {
      "@type": "Legislation",
      "name": "Accelerator Export Licence Order"
    },
    {
      "@type": "Country",
      "name": "Arvenia"
    },
    {
      "@type": "Country",
      "name": "Belmora"
    }
  ],
  "citation": "Article XXI of the General Agreement on Tariffs and Trade 1947 / GATT 1994",
  "encoding": [
    {
      "@type": "MediaObject",
      "contentUrl": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1.xml",
      "encodingFormat": "application/akn+xml"
    },
    {
      "@type": "MediaObject",
      "contentUrl": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1.pdf",
      "encodingFormat": "application/pdf"
    },
    {
      "@type": "MediaObject",
      "contentUrl": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1.json",
      "encodingFormat": "application/json"
    },
    {
      "@type": "MediaObject",
      "contentUrl": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1.jsonld",
      "encodingFormat": "application/ld+json"
    },
    {
      "@type": "MediaObject",
      "contentUrl": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1.bib",
      "encodingFormat": "application/x-bibtex"
    },
    {
      "@type": "MediaObject",
      "contentUrl": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1.ris",
      "encodingFormat": "application/x-research-info-systems"
    }
  ],
  "workTranslation": [
    {
      "@type": "CreativeWork",
      "@id": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1/fr",
      "url": "http://127.0.0.1:49927/sim/rulings/2025-isecrc-1/fr",
      "inLanguage": "fr"
    }
  ],
  "creativeWorkStatus": "Simulation",
  "dateCreated": "2025-11-19",
  "datePublished": "2025-11-24"
}