"""Rooms on uWebSockets, through socketify: `python server.py PORT`. The path is the room, a topic of uWebSockets' own."""

import sys

from socketify import App, AppListenOptions, CompressOptions


def upgrade(response, request, context):
    response.upgrade(
        request.get_header("sec-websocket-key"),
        request.get_header("sec-websocket-protocol"),
        request.get_header("sec-websocket-extensions"),
        context,
        {"room": request.get_url()},
    )


def main() -> None:
    app = App()
    app.ws(
        "/*",
        {
            "compression": CompressOptions.DISABLED,
            "max_payload_length": 64 * 1024,
            "max_backpressure": 16 * 1024 * 1024,
            "idle_timeout": 120,
            "upgrade": upgrade,
            "open": lambda socket: socket.subscribe(socket.get_user_data()["room"]),
            # By the app, since a socket's own publish leaves the socket out.
            "message": lambda socket, message, opcode: app.publish(socket.get_user_data()["room"], message, opcode),
        },
    )
    app.listen(AppListenOptions(port=int(sys.argv[1]), host="127.0.0.1"), lambda _: print("listening", flush=True))
    # `app.run()` looks for work every 10 ms from Python's own loop; this waits for it, as uWebSockets does elsewhere.
    app.loop.uv_loop.run()


main()
