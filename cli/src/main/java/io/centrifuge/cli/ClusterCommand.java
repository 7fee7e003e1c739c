package io.centrifuge.cli;

import picocli.CommandLine.Command;

/** A cluster of processes on this machine, to try things with. */
@Command(
        name = "cluster",
        header = "Run managers and stores on this machine, to watch them fail over.",
        description = {
            "",
            "Real processes on loopback, which go on when the command ends. Their data, logs and"
                    + " process ids are in one folder."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge cluster up",
            "  centrifuge cluster kill leader",
            "  centrifuge cluster start manager 2",
            "  centrifuge cluster down"
        })
final class ClusterCommand {}
