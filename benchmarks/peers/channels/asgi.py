"""Rooms on Django Channels with one of its Redis layers: JSON, and a group for each room.

REDIS_SOCKET names Redis's socket; REDIS_LAYER is `core`, what the documentation begins with, or `pubsub`.
"""

import os

import django
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

# 100 connections by default, which some hundred senders use up at once: their sockets are closed then.
REDIS = {"address": f"unix://{os.environ['REDIS_SOCKET']}", "max_connections": 8_000}
LAYERS = {
    "core": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # 100 messages by default, for all sockets of the process together: what comes beyond is lost.
        "CONFIG": {"hosts": [REDIS], "capacity": 20_000},
    },
    "pubsub": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS]}},
}

settings.configure(
    SECRET_KEY="only-for-benchmarks",
    CHANNEL_LAYERS={"default": LAYERS[os.environ["REDIS_LAYER"]]},
)
django.setup()


class Room(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.group = f"room_{self.scope['url_route']['kwargs']['room']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content):
        await self.channel_layer.group_send(self.group, {"type": "room.message", "text": content["text"]})

    async def room_message(self, event):
        await self.send_json({"text": event["text"]})


application = ProtocolTypeRouter({"websocket": URLRouter([path("room/<int:room>", Room.as_asgi())])})
