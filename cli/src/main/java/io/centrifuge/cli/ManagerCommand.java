package io.centrifuge.cli;

import io.centrifuge.manager.ManagerHalt;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.manager.ManagerStartException;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.store.ratis.RatisStore;
import io.centrifuge.store.ratis.RatisStoreConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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
            "SIGTERM or Ctrl-C ends it in order: it stops answering, resigns, and exits 0. Owners"
                    + " keep their leases for their term; start it again within that time and"
                    + " nobody notices. It exits 70 if it halts because it can't trust itself or"
                    + " its disk any more: let the supervisor start it again."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge manager",
            "  centrifuge manager --data /var/lib/centrifuge --host 10.0.0.5",
            "  centrifuge manager --config /etc/centrifuge.properties --terms paper",
            "  centrifuge manager --metrics-port 9464"
        })
final class ManagerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerCommand.class);

    private final Surroundings surroundings;

    @Mixin
    private SettingFlags flags = new SettingFlags();

    ManagerCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = flags.settings(surroundings);
        warnOfOpenPort(settings.options());
        ManagerServer manager = start(settings);
        ManagerOptions options = settings.options();
        surroundings
                .out()
                .printf(
                        "serving on %s, data %s, terms %s (%s)%s%n",
                        hostAndPort(options.host(), manager.port()),
                        settings.data(),
                        Texts.nameOf(options.lease()),
                        Texts.terms(options.lease()),
                        metrics(options, manager));
        surroundings.out().flush();
        return UntilSignalled.run(() -> untilEnd(manager));
    }

    /** Where the metrics are, if there is a page of them. */
    private static String metrics(ManagerOptions options, ManagerServer manager) {
        return manager.metricsPort().isEmpty()
                ? ""
                : ", metrics http://%s/metrics"
                        .formatted(hostAndPort(
                                options.host(), manager.metricsPort().getAsInt()));
    }

    private static ManagerServer start(Settings settings) throws CommandFailure {
        try {
            return ManagerServer.start(
                    settings.options(), new RatisStore(RatisStoreConfig.single(settings.data())));
        } catch (ManagerStartException | StoreException failure) {
            throw CommandFailure.failed(String.valueOf(failure.getMessage()));
        }
    }

    private int untilEnd(ManagerServer manager) throws ExecutionException {
        try {
            ManagerHalt halt = manager.halted().toCompletableFuture().get();
            LOG.error("The manager halts: {}", halt.reason(), halt.cause());
            surroundings.err().println("centrifuge: the manager halted: " + halt.reason());
            return ExitCodes.HALTED;
        } catch (InterruptedException toldToEnd) {
            manager.close();
            LOG.info("The manager has ended.");
            return ExitCodes.OK;
        }
    }

    private void warnOfOpenPort(ManagerOptions options) {
        if (!isLoopback(options.host())) {
            surroundings
                    .err()
                    .println("centrifuge: warning: " + options.host()
                            + " is not loopback, and there is no TLS and no login yet: whoever"
                            + " reaches the port may give orders");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static String hostAndPort(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
