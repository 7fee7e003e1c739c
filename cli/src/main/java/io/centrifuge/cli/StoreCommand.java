package io.centrifuge.cli;

import io.centrifuge.manager.ManagerHalt;
import io.centrifuge.manager.ManagerStartException;
import io.centrifuge.manager.StoreServer;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.store.ratis.RatisStore;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A member of the store in a process of its own; and what tends the store's group. */
@Command(
        name = "store",
        header = "Run a member of the store in the foreground, or tend its group.",
        synopsisSubcommandLabel = "[COMMAND]",
        description = {
            "",
            "The store keeps what managers commit on the disks of a majority of its members: 3"
                    + " members go on without any one of them, 5 without any two. Members live in"
                    + " managers' processes (\"centrifuge manager --member ID\") or, with this"
                    + " command, in processes of their own.",
            "",
            "A process with an empty folder waits to be told of its group: by \"store create\","
                    + " once, with all of the first members running, or by \"store add\". A member"
                    + " that lost its disk must be replaced, not just started again.",
            "",
            "A backup is one file (\"store backup\"), from which a new store begins (\"store"
                    + " restore\"), also where a majority of the members is lost.",
            "",
            "SIGTERM or Ctrl-C ends it in order. It exits 70 if it halts because it can't trust its"
                    + " disk any more, or was removed from its group."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge store --member s1 --host 10.0.0.5 --peer-host 10.0.0.5 --insecure",
            "  centrifuge store create 10.0.0.5:7500 10.0.0.6:7500 10.0.0.7:7500",
            "  centrifuge store status --at 10.0.0.5:7500,10.0.0.6:7500,10.0.0.7:7500"
        })
final class StoreCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCommand.class);

    private final ProcessContext context;

    @Mixin
    private MemberFlags flags = new MemberFlags();

    StoreCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = flags.settings(Settings.Role.STORE, List.of(), context);
        RatisStore store = new RatisStore(settings.store());
        StoreServer server = start(settings, store);
        context.out()
                .printf(
                        "store %s on %s, peers at %s, data %s%n",
                        settings.store().self().id(),
                        StartMessages.hostAndPort(settings.options().host(), server.port()),
                        settings.store().self().address(),
                        settings.data());
        context.out().flush();
        StartMessages.warnOfNoGroup(context, settings, store);
        return UntilSignalled.run(() -> untilEnd(server));
    }

    private static StoreServer start(Settings settings, RatisStore store) throws CommandFailure {
        try {
            return StoreServer.start(
                    settings.options().host(),
                    settings.options().port(),
                    settings.options().security(),
                    store);
        } catch (ManagerStartException | StoreException failure) {
            throw CommandFailure.failed(String.valueOf(failure.getMessage()));
        }
    }

    private int untilEnd(StoreServer server) throws ExecutionException {
        try {
            ManagerHalt halt = server.halted().toCompletableFuture().get();
            LOG.error("The store halts: {}", halt.reason(), halt.cause());
            context.err().println("centrifuge: the store halted: " + halt.reason());
            return ExitCodes.HALTED;
        } catch (InterruptedException toldToEnd) {
            server.close();
            LOG.info("The store has ended.");
            return ExitCodes.OK;
        }
    }
}
