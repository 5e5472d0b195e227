"""The same reconciliation in plain Python: dicts and loops, written to be read and not to be fast."""

from __future__ import annotations

from collections import defaultdict


def owner(row, registry):
    """(key, clash) by session, then shop, then host."""
    names, shared = [], False
    for via in ("session", "shop", "host"):
        keys = {r["key"] for r in registry if r["via"] == via and r["value"] == row[via]}
        if row[via] is None or not keys:
            continue
        if len(keys) > 1:
            shared = True
        else:
            names.append(keys.pop())
    if len(set(names)) > 1:
        return None, True
    return (names[0], False) if names else (None, shared)


def session_event(row, registry):
    found = {
        r.get("session_event") for r in registry if r["via"] == "session" and r["value"] == row["session"]
    }
    return found.pop() if len(found) == 1 else None


def repeated(rows):
    """State by (file, line) of what repeats."""
    found = {}
    readable = [r for r in rows if r["order"] is not None and not r["unread"]]
    divided = {r["order"] for r in readable if r["sub"]}
    parts = defaultdict(list)
    for row in sorted(readable, key=lambda r: (r["file"], r["line"])):
        part = row["sub"] or ("" if row["order"] in divided else f"#{row.get('sku')}")
        parts[row["order"], part].append(row)
    mains = defaultdict(list)
    for (order, _), group in parts.items():
        if len({(r["paid"], *weighs(r)) for r in group}) > 1:
            found |= {(r["file"], r["line"]): "differing" for r in group}
            continue
        found |= {(r["file"], r["line"]): "duplicate" for r in group[1:]}
        mains[order].append(group)
    for groups in mains.values():
        if not one_amount(groups, found):
            beside(groups, found)
    return found


def weighs(row):
    """What decides beside the amount; no refund is a refund of nothing."""
    names = ("at", "shop", "host", "session", "status")
    return (*(row[n] for n in names), row["refund"] or 0, row["after"] or "none")


def beside(groups, found):
    """An order's own line beside its sub-orders: the same money, or nobody knows."""
    firsts = [group[0] for group in groups]
    own = [r for r in firsts if not r["sub"] and (r["paid"] or 0)]
    subs = [r for r in firsts if r["sub"]]
    paid = [sum(r["paid"] or 0 for r in rows) for rows in (own, subs)]
    if paid[0] <= 0 or paid[1] <= 0:
        return
    back = [sum(r["refund"] or 0 for r in rows) for rows in (own, subs)]
    if paid[0] != paid[1] or back[0] != back[1]:
        found |= {(r["file"], r["line"]): "differing" for g in groups for r in g}
    else:
        found |= {(r["file"], r["line"]): "main_line" for r in own}


def one_amount(groups, found):
    """One main amount on all sub-orders; -> whether it is so."""
    firsts = sorted((g[0] for g in groups), key=lambda r: (r["file"], r["line"]))
    paid = firsts[0]["paid"]
    if len(firsts) < 2 or paid is None or paid <= 0 or any(r["paid"] != paid for r in firsts):
        return False
    if all(any(own(r) for r in group) for group in groups):
        return False
    if len({weighs(r) for r in firsts}) > 1:
        found |= {(r["file"], r["line"]): "differing" for g in groups for r in g}
    else:
        found |= {(r["file"], r["line"]): "main_again" for r in firsts[1:]}
    return True


def own(row):
    """Whether a line's amount is its own price."""
    return row["price"] is not None and row["qty"] is not None and row["price"] * row["qty"] == row["paid"]


def money_state(row):
    paid, refund = row["paid"] or 0, row["refund"] or 0
    if paid < 0 or refund < 0:
        return "negative"
    if refund > paid:
        return "over_refund"
    if row["status"] == "unpaid" or paid == 0:
        return "unpaid"
    if refund == paid:
        return "refunded"
    if refund == 0 and "refunded" in (row["status"], row["after"]):
        return "refund_blank"
    if row["status"] == "closed":
        return "closed"
    if row["after"] == "refunding":
        return "refunding"
    return None if row["status"] in ("paid", "refunded", "none") else "no_status"


def where(key, row, registry, entries, stages, overlap):
    """(anything is running, events it counts in, the state of what nothing tells the event of)"""
    at = row["at"]
    entered = {(e["key"], e["event"]) for e in entries}
    by_rank = sorted(stages, key=lambda s: (s.rank, s.event))
    running = [s for s in by_rank if at is not None and s.first <= at < s.stop]
    mine = [s.event for s in running if (key, s.event) in entered]
    told = session_event(row, registry)
    if overlap == "session" and mine and told is not None:
        return (True, [told], None) if told in mine else (True, [], "other_event")
    if len(mine) < 2 or overlap == "each":
        return bool(running), mine, None
    first = [s.event for s in running if s.event in mine]
    ranks = [s.rank for s in running if s.event in mine]
    if overlap == "earlier" and ranks[0] != ranks[1]:
        return True, first[:1], None
    return True, [], "no_session" if overlap == "session" else "overlapping"


def place_state(key, clash, at, running, mine, undecided):
    if clash or key is None:
        return "ambiguous" if clash else "unregistered"
    if at is None:
        return "no_time"
    if not running:
        return "outside"
    if undecided:
        return undecided
    return None if mine else "not_entered"


def reconciled(rows, registry, entries, stages, overlap):
    """{(file, line): (state, key, events)}"""
    again = repeated(rows)
    result = {}
    for row in rows:
        place = row["file"], row["line"]
        key, clash = owner(row, registry)
        found = where(key, row, registry, entries, stages, overlap)
        if row["unread"]:
            state = "unreadable"
        else:
            state = again.get(place) or money_state(row) or place_state(key, clash, row["at"], *found)
        result[place] = (state or ("part_refund" if row["refund"] else "counted"), key, found[1])
    return result


def totals(rows, result):
    """{(key, event): (orders, gross, refunds, net)}"""
    orders, money = defaultdict(set), defaultdict(lambda: [0, 0])
    for row in rows:
        state, key, events = result[row["file"], row["line"]]
        if state not in ("counted", "part_refund"):
            continue
        for event in events:
            orders[key, event].add(row["order"] or (row["file"], row["line"]))
            money[key, event][0] += row["paid"]
            money[key, event][1] += row["refund"] or 0
    return {at: (len(orders[at]), gross, back, gross - back) for at, (gross, back) in money.items()}
