package io.centrifuge.cli;

import io.centrifuge.KeyHash;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.protocol.admin.HistoryQuestion;
import io.centrifuge.protocol.admin.HistoryReport;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who had what, since when, and why it moved. */
@Command(
        name = "history",
        header = "Show who had a key, since when, and why it moved.",
        description = {
            "",
            "With a key: what became of its range. With --owner: what became of that owner and of"
                    + " what it had. With neither: of the whole service. One line for each change;"
                    + " changes of many ranges at once that have one reason are one line. LOSS is"
                    + " where the range's state did not come along.",
            "",
            "Each manager remembers what it saw since its process was started, the newest 100,000"
                    + " changes of ranges; the one that runs for the longest time is believed. What"
                    + " it read of at its start has no time."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge history rendezvous alice",
            "  centrifuge history rendezvous --owner backend-2",
            "  centrifuge history rendezvous"
        })
final class HistoryCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    private @Nullable ServiceName service;

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "The key.")
    private @Nullable String key;

    @Option(names = "--owner", paramLabel = "ID", description = "An owner's id, instead of a key.")
    private @Nullable OwnerId owner;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    HistoryCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        if (key != null && owner != null) {
            throw CommandFailure.usage(
                    "a history is of the key \"%s\" or of the owner \"%s\": leave one of them out"
                            .formatted(key, owner));
        }
        Optional<Long> hash = Optional.ofNullable(key).map(KeyHash::of);
        HistoryReport report;
        try (ManagerClient client = flags.client(context)) {
            report = client.history(new HistoryQuestion(
                    Objects.requireNonNull(service), hash, Optional.ofNullable(owner)));
        }
        HistoryPrinter printer = new HistoryPrinter(context, report);
        if (flags.json()) {
            context.out().println(printer.json(key, hash));
        } else {
            printer.print(hash.isPresent());
        }
        return !report.changes().isEmpty() ? ExitCodes.OK : ExitCodes.NOT_FOUND;
    }
}
