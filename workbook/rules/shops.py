"""Rules about 附件2 (邮乐小店ID/注册手机号) and its agreement with 附件1 of the same workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from workbook.batch import Batch, Options, folded
from workbook.masking import person
from workbook.model import Finding

_REG, _SHOPS = "registration", "shops"


def _shops(batch: Batch) -> pl.DataFrame:
    frame = batch.frames.get(_SHOPS)
    if frame is None or frame.is_empty():
        return pl.DataFrame()
    return frame.with_columns(folded("team").alias("team_name"), folded("owner").alias("owner_key"))


def _together(batch: Batch) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Shops and people of workbooks that hold both attachments."""
    shops, people = _shops(batch), batch.people
    if shops.is_empty() or people.is_empty():
        return pl.DataFrame(), pl.DataFrame()
    people = people.with_columns(folded("name").alias("name_key"))
    both = set(shops["file"].unique()) & set(people["file"].unique())
    return shops.filter(pl.col("file").is_in(both)), people.filter(pl.col("file").is_in(both))


def _repeated(batch: Batch, rows: pl.DataFrame, key: str, field: str, code: str) -> Iterator[Finding]:
    known = rows.filter(pl.col(key).is_not_null())
    for _, group in known.filter(pl.len().over("file", key) > 1).group_by("file", key, maintain_order=True):
        first, *others = group.to_dicts()
        for row in others:
            related = [batch.place(_SHOPS, first, field)]
            yield batch.finding(code, _SHOPS, row, field, {"person": person(first["owner"])}, related)


def shop_ids_unique(batch: Batch, options: Options) -> Iterator[Finding]:
    """One 邮乐小店ID twice (case and width folded)."""
    shops = _shops(batch)
    if not shops.is_empty():
        yield from _repeated(
            batch, shops.with_columns(folded("shop_id").alias("key")), "key", "shop_id", "STORE_DUP"
        )


def shop_phones_unique(batch: Batch, options: Options) -> Iterator[Finding]:
    """One 注册手机号 for two shops; rows that repeat the whole shop are told by STORE_DUP already."""
    shops = _shops(batch)
    if shops.is_empty():
        return
    shops = shops.with_columns(folded("shop_id").alias("key"))
    first = pl.struct("file", "key").is_first_distinct() | pl.col("key").is_null()
    yield from _repeated(batch, shops.filter(first), "shop_phone", "shop_phone", "SHOP_PHONE_DUP")


def owners_registered(batch: Batch, options: Options) -> Iterator[Finding]:
    """店主 must be a registered person; a team name that 附件1 does not have is told once, at the team."""
    shops, people = _together(batch)
    if shops.is_empty():
        return
    names = people.select(
        "file", pl.col("name_key").alias("owner_key"), pl.lit(True).alias("owner_ok")
    ).unique()
    teams = people.select("file", "team_name", pl.lit(True).alias("team_ok")).unique()
    shops = shops.join(names, on=["file", "owner_key"], how="left", maintain_order="left")
    shops = shops.join(teams, on=["file", "team_name"], how="left", maintain_order="left")
    no_owner = pl.col("owner_key").is_not_null() & pl.col("owner_ok").is_null()
    for row in shops.filter(no_owner).iter_rows(named=True):
        yield batch.finding("OWNER_UNKNOWN", _SHOPS, row, "owner", {"value": person(row["owner"])})
    no_team = pl.col("team_name").is_not_null() & pl.col("team_ok").is_null() & ~no_owner
    for row in shops.filter(no_team).iter_rows(named=True):
        yield batch.finding("TEAM_UNKNOWN", _SHOPS, row, "team", {"value": row["team"]})


def shop_phones_of_members(batch: Batch, options: Options) -> Iterator[Finding]:
    """注册手机号 should be the phone of a member of that team; another team's member is an error."""
    shops, people = _together(batch)
    if shops.is_empty():
        return
    phones = people.filter(pl.col("phone").is_not_null())
    owners: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in phones.select("file", "phone", "team", "team_name", "name", "table", "record").iter_rows(
        named=True
    ):
        owners.setdefault((row["file"], row["phone"]), []).append(row)
    with_phones = set(phones.select("file", "team_name").iter_rows())
    for row in shops.filter(pl.col("shop_phone").is_not_null()).iter_rows(named=True):
        holders = owners.get((row["file"], row["shop_phone"]), [])
        if any(holder["team_name"] == row["team_name"] for holder in holders):
            continue
        if (row["file"], row["team_name"]) not in with_phones:
            continue
        if holders:
            context = {
                "team": row["team"],
                "other": holders[0]["team"] or "",
                "person": person(holders[0]["name"]),
            }
            related = [batch.place(_REG, holders[0], "phone")]
            yield batch.finding("SHOP_PHONE_OTHER", _SHOPS, row, "shop_phone", context, related)
        else:
            yield batch.finding("SHOP_PHONE", _SHOPS, row, "shop_phone", {"team": row["team"] or ""})


def teams_have_shops(batch: Batch, options: Options) -> Iterator[Finding]:
    """A team of 附件1 without any row in 附件2, told once at its first row."""
    shops, people = _together(batch)
    if shops.is_empty():
        return
    have = shops.select("file", "team_name").unique()
    teams = people.filter(pl.col("team_name").is_not_null() & ~pl.col("twin"))
    teams = teams.unique(["file", "team_name"], keep="first", maintain_order=True)
    for row in teams.join(have, on=["file", "team_name"], how="anti", maintain_order="left").iter_rows(
        named=True
    ):
        yield batch.finding("TEAM_NO_SHOP", _REG, row, "team", {"value": row["team"]})
