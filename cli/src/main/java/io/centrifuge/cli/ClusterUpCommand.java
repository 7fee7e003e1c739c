package io.centrifuge.cli;

import io.centrifuge.authority.TrialCertificates;
import io.centrifuge.core.time.LeaseTerms;
import io.centrifuge.demo.cluster.ClusterPlan;
import io.centrifuge.demo.cluster.LocalCluster;
import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.security.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
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
    public Integer call() throws CommandFailure, TrialException, InterruptedException {
        if (managers < 1 || managers > MOST || stores < 0 || stores > MOST) {
            throw CommandFailure.usage(
                    "--managers must be from 1 to %d and --stores from 0 to %d, but are %d and %d"
                            .formatted(MOST, MOST, managers, stores));
        }
        Path folder = flags.folder(surroundings);
        ClusterPlan plan = ClusterPlan.isIn(folder) ? ClusterPlan.read(folder) : begin(folder);
        LocalCluster cluster = ClusterFlags.cluster(plan);
        cluster.startAll(START);
        if (!plan.isAlone()) {
            putTogether(plan, cluster);
        }
        var unused = cluster.awaitLeader(START);
        surroundings
                .out()
                .printf(
                        "%s run%s; data and logs are in %s%n",
                        String.join(", ", plan.names()),
                        plan.names().size() == 1 ? "s" : "",
                        folder);
        surroundings.out().printf("%nexport %s=%s%n", AskingFlags.VARIABLE, cluster.managers());
        plan.certificates().ifPresent(this::printExports);
        return ExitCodes.OK;
    }

    private ClusterPlan begin(Path folder) throws TrialException {
        ClusterPlan plan = ClusterPlan.make(
                folder,
                ClusterPlan.numbered("manager", managers),
                ClusterPlan.numbered("store", stores),
                new ClusterPlan.Ways(terms == null ? "standard" : Texts.nameOf(terms), tls));
        plan.write();
        return plan;
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

    /** Nothing is done where it is together already. */
    private static void putTogether(ClusterPlan plan, LocalCluster cluster)
            throws CommandFailure, TrialException {
        List<ManagerAddress> observers =
                plan.stores().isEmpty() ? List.of() : cluster.managers().all();
        try (StoreGroup group =
                new StoreGroup(plan.addresses(plan.names()), cluster.connections(), START)) {
            var unused = group.create(observers);
        }
    }
}
