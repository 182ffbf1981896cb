"""The door by e-mail: posts go out as letters, and what members write back comes in."""


def register() -> None:
    """Called once, when Django is ready."""
    from mail.arriving import commands, delivery
    from notifications.by_mail.writing import register_names, register_section

    from .commands import COMMANDS
    from .letters import names_of_groups
    from .replying import DOOR as REPLYING
    from .sections import people_to_greet, waiting_questions
    from .starting import DOOR as STARTING

    register_names(names_of_groups)
    register_section(waiting_questions)
    register_section(people_to_greet)
    delivery.register(REPLYING)
    delivery.register(STARTING)
    for command in COMMANDS:
        commands.register(command)
