"""All commands of moderators and members on Discord, for whichever client there is."""

from dataclasses import dataclass

import discord

from cogs import (
    appeal_commands,
    case_commands,
    link_commands,
    member_commands,
    memory_commands,
    message_menus,
    order_commands,
    report,
)
from cogs.case_buttons import Services
from cogs.channels import Channels
from cogs.report import Reporting
from cogs.tree import HavenTree
from engine.apologies import Policies
from engine.appeals import Appeals
from engine.clock import Clock
from engine.lessons import Lessons
from engine.linking import Linking
from engine.policy.protection import Protections
from engine.privacy import Privacy
from engine.reports import Reports
from engine.sanctions import Sanctions


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """What commands need of the house."""

    cases: Services
    sanctions: Sanctions
    reports: Reports
    reporting: Reporting
    appeals: Appeals
    lessons: Lessons
    privacy: Privacy
    protections: Protections
    linking: Linking
    policies: Policies
    clock: Clock


def tree_for(client: discord.Client, offices: Offices) -> HavenTree:
    """A new client needs its own; Discord is told of it where its digest has changed."""
    tree = HavenTree(client)
    case_commands.add_to(tree, offices.cases)
    order_commands.add_to(tree, offices.sanctions)
    message_menus.add_to(tree, offices.cases, sanctions=offices.sanctions, reports=offices.reports)
    appeal_commands.add_to(
        tree,
        offices.cases.desk,
        offices.appeals,
        policies=offices.policies,
        links=offices.linking.links,
    )
    member_commands.add_to(
        tree, privacy=offices.privacy, protections=offices.protections, clock=offices.clock
    )
    link_commands.add_to(tree, offices.linking)
    channels = Channels(offices.cases.homes, offices.cases.desk)
    memory_commands.add_to(tree, offices.lessons, channels)
    report.add_to(tree, offices.reporting)
    return tree
