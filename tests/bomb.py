"""A small body that grows a thousandfold where somebody inflates it."""

from __future__ import annotations

import asyncio
import re
import zlib

from yarl import URL

_HEADER = b"\x1f\x8b\x08" + bytes(7)  # RFC 1952, 2.3: gzip, deflate, no flags
_MIB = 1 << 20


def bomb(mib: int = 1024) -> bytes:
    """`mib` MiB of blanks, gzipped to about a thousandth, without the checksum at the end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    # After a full flush a block depends on nothing before it, so it may be repeated.
    blanks = packer.compress(b" " * _MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    return _HEADER + blanks * mib


async def statuses_of_bomb(url: str) -> list[int]:
    """Posts a bomb and asks once more on the same connection; returns both statuses.

    The second answer comes when the server is rid of the bomb: so the harm, if any, is done.
    """
    address = URL(url)
    where = f"{address.raw_path} HTTP/1.1\r\nHost: {address.authority}\r\n"
    packed = bomb()
    length = f"Content-Type: application/json\r\nContent-Length: {len(packed)}\r\n"
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write(f"POST {where}{length}Content-Encoding: gzip\r\n\r\n".encode() + packed)
    writer.write(f"GET {where}Connection: close\r\n\r\n".encode())
    answered = await asyncio.wait_for(reader.read(), 30)
    writer.close()
    return [int(status) for status in re.findall(rb"HTTP/1.1 (\d{3}) ", answered)]
