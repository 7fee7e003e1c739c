package io.centrifuge.cli;

import picocli.CommandLine.Command;

/** What can be measured. */
@Command(
        name = "bench",
        header = "Measure what parts of Centrifuge cost on this machine.",
        description = {
            "",
            "The same measurements as in docs/performance.md. No manager that runs already is asked"
                    + " or touched."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge bench manager",
            "  centrifuge bench manager --owners 1000",
            "  centrifuge bench local",
            "  centrifuge bench fleet --owners 100 --lookups 100"
        })
final class BenchCommand {}
