package io.centrifuge.cli;

import io.centrifuge.manager.ManagerHalt;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** All commands; does nothing itself. */
@Command(
        name = "centrifuge",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        header = "Leases ranges of a key space to servers, each to one at a time.",
        descriptionHeading = "",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:what was asked for is done",
            "1:it did not succeed; the last line on stderr says why",
            "2:the command line, the configuration, or a name in it can't be used",
            "3:no manager answers",
            "4:a manager answers, and there is no such service, owner, or holder of the key",
            ManagerHalt.EXIT_CODE
                    + ":a manager halted, since it can't trust itself or its disk any more"
        })
final class CentrifugeCommand {}
