"""A mail server that takes everything and keeps nothing, so that a benchmark measures the sender."""

from __future__ import annotations

import asyncio

ANSWERS = {
    b"EHLO": b"250-sink.example\r\n250-PIPELINING\r\n250 SIZE 10000000",
    b"DATA": b"354 go on",
    b"QUIT": b"221 goodbye",
}


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink.example\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        writer.write(ANSWERS.get(verb, b"250 ok") + b"\r\n")
        if verb == b"QUIT":
            break
        if verb == b"DATA":
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 taken\r\n")
        await writer.drain()
    writer.close()


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, limit=16 * 1024 * 1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
