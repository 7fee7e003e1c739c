package io.centrifuge.cli;

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
                    + " changes of many ranges of one record that have one reason are one line."
                    + " LOSS is where the range's state did not come along.",
            "",
            "Each manager remembers what it saw since its process was started, the newest 100,000"
                    + " changes; of those that know what the leader does, the one that runs for the"
                    + " longest time is believed. What it read of at its start has no time.",
            "",
            "Silence is noticed when the lease is over: an owner that expired was not heard from"
                    + " for a lease's duration before."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge history rendezvous alice",
            "  centrifuge history rendezvous --hash 00c0ffee00000000",
            "  centrifuge history rendezvous --owner backend-2",
            "  centrifuge history rendezvous"
        })
final class HistoryCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    private @Nullable ServiceName service;

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = "The key.")
    private @Nullable String key;

    @Option(names = "--hash", description = "KEY is a key hash, in hexadecimal digits.")
    private boolean isHash;

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
        if (isHash && key == null) {
            throw CommandFailure.usage(
                    "--hash says that KEY is a hash: name one, such as 00c0ffee");
        }
        ServiceName of = Objects.requireNonNull(service);
        Optional<Long> hash =
                key == null ? Optional.empty() : Optional.of(HashedKey.of(key, isHash));
        HistoryReport report;
        try (ManagerClient client = flags.client(context)) {
            report = client.history(new HistoryQuestion(of, hash, Optional.ofNullable(owner)));
            if (report.changes().isEmpty()) {
                requireKnown(client, of);
            }
        }
        HistoryPrinter printer = new HistoryPrinter(context, report);
        if (flags.json()) {
            context.out().println(printer.json(isHash ? null : key, hash));
        } else {
            printer.print(hash.isPresent(), owner);
        }
        return !report.changes().isEmpty() ? ExitCodes.OK : ExitCodes.NOT_FOUND;
    }

    /** Says which services there are, if it isn't one of them. */
    private static void requireKnown(ManagerClient client, ServiceName service)
            throws AdminException {
        var unused = client.table(service);
    }
}
