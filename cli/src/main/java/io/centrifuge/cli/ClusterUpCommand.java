package io.centrifuge.cli;

import io.centrifuge.authority.TrialCertificates;
import io.centrifuge.core.time.LeaseTerms;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.client.StoreClient;
import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.protocol.security.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts a trial cluster. */
@Command(
        name = "up",
        header = "Start the processes, and put their store together.",
        description = {
            "",
            "In a folder that has a cluster already, it starts those processes that don't run.",
            "",
            "To see a failover: set what it prints, run \"centrifuge watch\", and beside it"
                    + " \"centrifuge cluster kill leader\"."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge cluster up",
            "  centrifuge cluster up --managers 3 --stores 0 --terms fast --dir /tmp/trial",
            "  centrifuge cluster up --tls"
        })
final class ClusterUpCommand implements Callable<Integer> {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration BEFORE_NEXT_LOOK = Duration.ofMillis(200);
    private static final int MOST = 9;

    private final Surroundings surroundings;

    @Option(names = "--managers", paramLabel = "N", description = "How many managers. Default: 3.")
    private int managers = 3;

    @Option(
            names = "--stores",
            paramLabel = "N",
            description = "How many processes keep the store; with 0 the managers do. Default: 5.")
    private int stores = 5;

    @Option(
            names = "--terms",
            paramLabel = "NAME",
            description = "The managers' lease terms: standard, paper or fast. Default: standard.")
    private @Nullable LeaseTerms terms;

    @Option(
            names = "--tls",
            description = "Connect everything by TLS, with certificates of an authority that is"
                    + " thrown away; those for owners, lookups and you are in the folder, too.")
    private boolean tls;

    @Mixin
    private ClusterFlags flags = new ClusterFlags();

    ClusterUpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        if (managers < 1 || managers > MOST || stores < 0 || stores > MOST) {
            throw CommandFailure.usage(
                    "--managers must be from 1 to %d and --stores from 0 to %d, but are %d and %d"
                            .formatted(MOST, MOST, managers, stores));
        }
        Path folder = flags.folder(surroundings);
        boolean isNew = !TrialCluster.exists(folder);
        TrialCluster cluster = isNew
                ? TrialCluster.plan(
                        folder,
                        managers,
                        stores,
                        new TrialCluster.Ways(
                                terms == null ? "standard" : Texts.nameOf(terms), tls))
                : TrialCluster.find(folder);
        for (String name : cluster.names()) {
            cluster.start(name);
        }
        awaitAnswers(cluster);
        ManagerAddresses managersAt = cluster.addresses(cluster.managers());
        if (!cluster.isAlone()) {
            putTogether(cluster);
        }
        awaitLeader(cluster);
        surroundings
                .out()
                .printf(
                        "%s run%s; data and logs are in %s%n",
                        String.join(", ", cluster.names()),
                        cluster.names().size() == 1 ? "s" : "",
                        folder);
        surroundings.out().printf("%nexport %s=%s%n", AskingFlags.VARIABLE, managersAt);
        cluster.certificates().ifPresent(this::printExports);
        return ExitCodes.OK;
    }

    /** What lets the one who started it ask and give orders. */
    private void printExports(TrialCertificates certificates) {
        TlsFiles files = certificates.administrator();
        surroundings
                .out()
                .printf(
                        "export %s=%s%nexport %s=%s%nexport %s=%s%n",
                        ConnectionFlags.KEY,
                        files.key(),
                        ConnectionFlags.CERTIFICATE,
                        files.certificate(),
                        ConnectionFlags.TRUST,
                        files.trust());
    }

    private static void awaitAnswers(TrialCluster cluster) throws CommandFailure {
        long deadline = System.nanoTime() + START.toNanos();
        try (StoreClient client = cluster.askStores(Duration.ofSeconds(2))) {
            for (String name : cluster.names()) {
                while (!answers(client, cluster, name)) {
                    if (cluster.process(name).isEmpty() || System.nanoTime() - deadline >= 0) {
                        throw CommandFailure.failed(
                                "%s did not start: see %s".formatted(name, cluster.log(name)));
                    }
                    LockSupport.parkNanos(BEFORE_NEXT_LOOK.toNanos());
                }
            }
        }
    }

    private static boolean answers(StoreClient client, TrialCluster cluster, String name)
            throws CommandFailure {
        try {
            var unused = client.describe(cluster.address(name));
            return true;
        } catch (StoreClient.NotDoneException notYet) {
            return false;
        }
    }

    /** Nothing is done where it is together already. */
    private static void putTogether(TrialCluster cluster) throws CommandFailure {
        List<ManagerAddress> observers = cluster.stores().isEmpty()
                ? List.of()
                : cluster.addresses(cluster.managers()).all();
        try (StoreGroup group =
                new StoreGroup(cluster.addresses(cluster.names()), cluster.connections(), START)) {
            var unused = group.create(observers);
        }
    }

    private static void awaitLeader(TrialCluster cluster) throws CommandFailure, AdminException {
        long deadline = System.nanoTime() + START.toNanos();
        try (ManagerClient client = cluster.askManagers(Duration.ofSeconds(2))) {
            while (client.leader().isEmpty()) {
                if (System.nanoTime() - deadline >= 0) {
                    throw CommandFailure.failed("no manager leads after %s: the logs are in %s"
                            .formatted(DurationText.of(START), cluster.folder()));
                }
                LockSupport.parkNanos(BEFORE_NEXT_LOOK.toNanos());
            }
        }
    }
}
