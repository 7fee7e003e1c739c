package io.centrifuge.cli;

import io.centrifuge.manager.ManagerHalt;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.manager.ManagerStartException;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.store.ratis.RatisStore;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A manager's process. */
@Command(
        name = "manager",
        header = "Run a manager in the foreground.",
        description = {
            "",
            "The manager leases ranges of each service's key space to its owners. What it commits"
                    + " is on the disk, in the data folder, before anybody hears of it. Prints one"
                    + " line on stdout when it serves; logs go to stderr.",
            "",
            "With --member its store is one of a group's, so that others go on where it ends: see"
                    + " \"centrifuge store --help\". One manager of a group leads; the others"
                    + " stand by, and answer lookups.",
            "",
            "SIGTERM or Ctrl-C ends it in order: it stops answering, resigns, and exits 0. Owners"
                    + " keep their leases for their duration; start it again within that time and"
                    + " nobody notices. It exits 70 if it halts because it can't trust itself or"
                    + " its disk any more: let the supervisor start it again."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge manager --first",
            "  centrifuge manager --data /var/lib/centrifuge --terms paper",
            "  centrifuge manager --config /etc/centrifuge.properties",
            "  centrifuge manager --metrics-port 9464",
            "  centrifuge manager --member m1 --host m1.example.com --peer-host m1.example.com",
            "      --tls-key key.pem --tls-certificate certificate.pem --tls-trust trust.pem",
            "      --policy policy.properties"
        })
final class ManagerCommand implements Callable<Integer> {
    /** How long it is waited for that the store was read. */
    private static final long READ_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long LOOK_AGAIN_NANOS = Duration.ofMillis(5).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(ManagerCommand.class);

    private final ProcessContext context;

    @Mixin
    private SettingFlags flags = new SettingFlags();

    ManagerCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = flags.settings(context);
        RatisStore store = new RatisStore(settings.store());
        ManagerServer manager = start(settings, store);
        if (!settings.isInGroup()) {
            awaitRead(manager);
        }
        ManagerOptions options = settings.options();
        context.out()
                .printf(
                        "serving on %s, data %s, terms %s (%s)%s%n",
                        StartMessages.hostAndPort(options.host(), manager.port()),
                        settings.data(),
                        Format.nameOf(options.lease()),
                        Format.timing(options.lease()),
                        metrics(options, manager));
        if (store.isNew() && !settings.store().grantsAtOnce()) {
            context.out()
                    .printf(
                            "grants begin in %s: %s%n",
                            DurationText.of(options.lease().manager()), StartMessages.WAITS);
        }
        context.out().flush();
        StartMessages.warnOfNoGroup(context, settings, store);
        return UntilSignalled.run(() -> untilEnd(manager));
    }

    /** A group of one has its store's name at once; who asks after "serving" is answered. */
    private static void awaitRead(ManagerServer manager) {
        long end = System.nanoTime() + READ_NANOS;
        while (!manager.view().storeRead()
                && !manager.halted().toCompletableFuture().isDone()
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Where the metrics are, if there is a page of them. */
    private static String metrics(ManagerOptions options, ManagerServer manager) {
        return manager.metricsPort().isEmpty()
                ? ""
                : ", metrics http://%s/metrics"
                        .formatted(StartMessages.hostAndPort(
                                options.host(), manager.metricsPort().getAsInt()));
    }

    private static ManagerServer start(Settings settings, RatisStore store) throws CommandFailure {
        try {
            return ManagerServer.start(settings.options(), store);
        } catch (ManagerStartException | StoreException failure) {
            throw CommandFailure.failed(String.valueOf(failure.getMessage()));
        }
    }

    private int untilEnd(ManagerServer manager) throws ExecutionException {
        try {
            ManagerHalt halt = manager.halted().toCompletableFuture().get();
            LOG.error("The manager halts: {}", halt.reason(), halt.cause());
            context.err().println("centrifuge: the manager halted: " + halt.reason());
            return ExitCodes.HALTED;
        } catch (InterruptedException toldToEnd) {
            manager.close();
            LOG.info("The manager has ended.");
            return ExitCodes.OK;
        }
    }
}
