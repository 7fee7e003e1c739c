package io.centrifuge.cli;

import picocli.CommandLine.Command;

/** What is about a whole service. */
@Command(
        name = "service",
        header = "Remove a service that nobody uses any more.",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "",
            "A service begins by itself when its first owner joins, and stays known when its last"
                    + " owner has left. \"centrifuge owners\" lists all services."
        },
        footer = {"", "Examples:", "  centrifuge service remove chat-test"})
final class ServiceCommand {}
