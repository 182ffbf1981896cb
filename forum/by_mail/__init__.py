"""The door by e-mail: posts go out as letters, and what members write back comes in."""


def register() -> None:
    """Called once, when Django is ready."""
    from mail.arriving import commands, delivery

    from .commands import COMMANDS
    from .replying import DOOR as REPLYING
    from .starting import DOOR as STARTING

    delivery.register(REPLYING)
    delivery.register(STARTING)
    for command in COMMANDS:
        commands.register(command)
