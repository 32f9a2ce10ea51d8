"""A mail server for tests: aiosmtpd, which can also refuse, delay, drop and greylist.

Prints "ready PORT" when it listens. Each mail that it gets becomes a file NUMBER.eml in the folder, in the order of arrival, and
NUMBER.json beside it once it is whole: the envelope, and whether the sender was told that it was taken.
"""

import argparse
import asyncio
import json
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, options):
        self.options = options
        self.folder = pathlib.Path(options.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.count = len(list(self.folder.glob("*.json")))
        self.dropped = 0
        self.seen = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.options.refuse:
            return "550 5.1.1 nobody has this address"
        attempts = self.seen[address] = self.seen.get(address, 0) + 1
        if attempts <= self.options.greylist:
            return "451 4.7.1 come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.options.delay:
            await asyncio.sleep(self.options.delay)
        is_dropped = self.dropped < self.options.drop
        self.keep(envelope, is_answered=not is_dropped, session=session)
        if is_dropped:
            self.dropped += 1
            server.transport.abort()
        return "250 OK"

    def keep(self, envelope, is_answered, session):
        self.count += 1
        name = f"{self.count:05}"
        (self.folder / f"{name}.eml").write_bytes(envelope.original_content)
        record = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "is_answered": is_answered,
            "is_encrypted": session.ssl is not None or self.options.implicit,
            "user": session.auth_data.decode() if session.authenticated else None,
        }
        part = self.folder / f"{name}.part"
        part.write_text(json.dumps(record))
        part.rename(self.folder / f"{name}.json")


def authenticator(options):
    def check(server, session, envelope, mechanism, data):
        user, password = data.login.decode(), data.password.decode()
        is_right = f"{user}:{password}" == options.auth
        return AuthResult(success=is_right, handled=False, auth_data=data.login if is_right else None)

    return check


async def serve(options):
    handler = Handler(options)
    context = None
    if options.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)
    starttls = context if context and not options.implicit else None

    def session():
        return SMTP(
            handler,
            hostname="mail.test",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=bool(options.auth),
            auth_require_tls=context is not None and not options.implicit,
            authenticator=authenticator(options) if options.auth else None,
            auth_exclude_mechanism=options.without or None,
            enable_SMTPUTF8=True,
        )

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", options.port, ssl=context if options.implicit else None
    )
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--greylist", type=int, default=0, help="refuse each address so often at first")
parser.add_argument("--refuse", action="append", default=[], help="an address that nobody has")
parser.add_argument("--drop", type=int, default=0, help="so many mails are kept, and the connection is lost then")
parser.add_argument("--delay", type=float, default=0, help="seconds before each mail is taken")
parser.add_argument("--auth", help="USER:PASSWORD, without which nothing is taken")
parser.add_argument("--without", action="append", default=[], help="a way to sign in that is not offered")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--implicit", action="store_true", help="TLS from the first byte")
asyncio.run(serve(parser.parse_args()))
