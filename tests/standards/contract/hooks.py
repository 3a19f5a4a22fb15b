"""What schemathesis is told: how a PDF is sent, which is the only body that is no JSON."""

import schemathesis


@schemathesis.serializer("application/pdf")
def paper(context, value):
    # Mostly papers, so that what is said of them in the address is looked at, too.
    return b"%PDF-1.7\n" + repr(value).encode() + b"\n%%EOF\n"
