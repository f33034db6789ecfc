"""Ledgers, registers, the journal and the rows behind a figure as workbooks, streamed in bounded memory."""
