"""Spreadsheets into registers and matters: read, map, plan, commit, undo.

What other packages call (a watched folder, an HTTP push, a job) is in `importing.door`:

    from yifa.ledger.importing import door

    received = door.plan(actor, "service_item", unit, raw=body, file_name="items.xlsx", sender="provincial portal")
    received.plan.counts            # {"added": …, "changed": …, "same": …, "bad": …}
    received.plan.problems          # every bad cell: row, column, value, reason, remedy
    received.needs_matching         # True: a person must match the columns once; commit refuses until then
    door.commit(actor, received.run)          # whole or absent; the good rows without the bad
    door.undo(actor, received.run, "reason")  # while nobody has built on it

The target is a register's id or a procedure's id (`door.targets()` lists both). `sender` names who sends: with the
headings it is what a remembered column mapping is found by, and it becomes the records' source system. The same bytes
again add nothing. `Refusal`s (`Unreadable`, `NotAllowed`, `Conflict`) say why and what to do; then nothing was written.
"""
