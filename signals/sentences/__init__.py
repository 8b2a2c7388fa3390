"""Sentences by kind of finding: the customer's own numbers in, one line in the reader's language out.

At most 52 Latin or 26 Chinese characters, the one decisive figure in <b>.
"""

from signals.sentences import agreements, coming, expectations, money, needs, people

WORDINGS = {
    **coming.WORDINGS,
    **money.WORDINGS,
    **expectations.WORDINGS,
    **agreements.WORDINGS,
    **people.WORDINGS,
    **needs.WORDINGS,
}
