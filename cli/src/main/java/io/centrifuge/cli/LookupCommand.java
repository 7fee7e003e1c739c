package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.KeyRange;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who owns a key. */
@Command(
        name = "lookup",
        header = "Show who owns a key.",
        description = {
            "",
            "Hashes the key as the libraries do, and prints the range that it falls into, the owner"
                    + " with its address, the lease number, and since which lease number the"
                    + " state of the range was handed on without a gap.",
            "",
            "Exits 4 if nobody owns the key now."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge lookup rendezvous phone-17",
            "  centrifuge lookup rendezvous --hash 00c0ffee00000000",
            "  centrifuge lookup rendezvous 'a key with spaces' --json"
        })
final class LookupCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Option(names = "--hash", description = "KEY is a key hash, in hexadecimal digits.")
    private boolean isHash;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service's name.")
    private @Nullable ServiceName service;

    @Parameters(index = "1", paramLabel = "KEY", description = "The application's key.")
    private String key = "";

    @Mixin
    private ClientFlags flags = new ClientFlags();

    LookupCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        long hash = HashedKey.of(key, isHash);
        LeaseTable table;
        try (ManagerClient client = flags.client(context)) {
            table = client.table(Objects.requireNonNull(service));
        }
        if (flags.json()) {
            context.out().println(json(hash, table));
        } else {
            print(hash, table);
        }
        return table.entries().get(hash).isFree() ? ExitCodes.NOT_FOUND : ExitCodes.OK;
    }

    private static KeyRange rangeOf(long hash, LeaseTable table) {
        return table.entries().range(table.entries().indexOf(hash));
    }

    private void print(long hash, LeaseTable table) {
        PrintWriter out = context.out();
        LeaseEntry entry = table.entries().get(hash);
        OwnerRef holder = entry.holder();
        out.println("key hash      " + Format.hex(hash));
        out.println("range         " + rangeOf(hash, table));
        if (holder == null) {
            out.println(context.style().alarm("owner         none: nobody may own it now"));
            out.println("last lease    " + (entry.number() == 0 ? "never leased" : entry.number()));
        } else {
            OwnerEntry owner = table.owners().get(holder);
            out.println("owner         " + holder.id() + ", incarnation "
                    + Format.hex(holder.incarnation()));
            out.println("address       " + (owner == null ? "unknown" : owner.address()));
            out.println("lease number  " + entry.number());
            out.println("state since   " + entry.stateSince());
        }
    }

    private ObjectNode json(long hash, LeaseTable table) {
        LeaseEntry entry = table.entries().get(hash);
        OwnerRef holder = entry.holder();
        OwnerEntry owner = holder == null ? null : table.owners().get(holder);
        ObjectNode node = Json.object()
                .put("service", table.service().value())
                .put("lsn", table.lsn())
                .put("key", isHash ? null : key)
                .put("key_hash", Format.hex(hash));
        Json.putOwner(Json.putRange(node, rangeOf(hash, table)), holder);
        return node.put("address", owner == null ? null : owner.address().value())
                .put("lease_number", entry.number())
                .put("state_since", entry.stateSince());
    }
}
