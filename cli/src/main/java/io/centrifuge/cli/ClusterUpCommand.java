package io.centrifuge.cli;

import io.centrifuge.LeaseTiming;
import io.centrifuge.authority.TrialCertificates;
import io.centrifuge.demo.cluster.ClusterPlan;
import io.centrifuge.demo.cluster.LocalCluster;
import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.security.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    private final ProcessContext context;

    @Option(
            names = "--managers",
            paramLabel = "N",
            description = "How many managers, from 1 to 9. Default: 3.")
    private @Nullable Integer managers;

    @Option(
            names = "--stores",
            paramLabel = "N",
            description = "How many processes keep the store, from 0 to 9; with 0 the managers do."
                    + " Default: 5.")
    private @Nullable Integer stores;

    @Option(
            names = "--terms",
            paramLabel = "NAME",
            description = "The managers' timing of leases: standard, paper or fast. Default:"
                    + " standard.")
    private @Nullable LeaseTiming timing;

    @Option(
            names = "--tls",
            description = "Connect everything by TLS, with certificates of an authority that is"
                    + " thrown away; those for owners, lookups and you are in the folder, too.")
    private @Nullable Boolean tls;

    @Mixin
    private ClusterFlags flags = new ClusterFlags();

    ClusterUpCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, TrialException, InterruptedException {
        requireCount("--managers", managers, 1);
        requireCount("--stores", stores, 0);
        Path folder = flags.folder(context);
        ClusterPlan plan = ClusterPlan.isIn(folder) ? goOn(folder) : begin(folder);
        LocalCluster cluster = ClusterFlags.cluster(plan);
        cluster.startAll(START);
        if (!plan.isAlone()) {
            putTogether(plan, cluster);
        }
        var unused = cluster.awaitLeader(START);
        context.out()
                .printf(
                        "%s run%s; data and logs are in %s%n",
                        String.join(", ", plan.names()),
                        plan.names().size() == 1 ? "s" : "",
                        folder);
        context.out().printf("%nexport %s=%s%n", ClientFlags.VARIABLE, cluster.managers());
        plan.certificates().ifPresent(this::printExports);
        return ExitCodes.OK;
    }

    private static void requireCount(String flag, @Nullable Integer count, int fewest)
            throws CommandFailure {
        if (count != null && (count < fewest || count > MOST)) {
            throw CommandFailure.usage(
                    "%s must be from %d to %d, but is %d".formatted(flag, fewest, MOST, count));
        }
    }

    private ClusterPlan begin(Path folder) throws CommandFailure, TrialException {
        requireEmpty(folder);
        ClusterPlan plan = ClusterPlan.make(
                folder,
                ClusterPlan.numbered("manager", Objects.requireNonNullElse(managers, 3)),
                ClusterPlan.numbered("store", Objects.requireNonNullElse(stores, 5)),
                new ClusterPlan.Ways(
                        timing == null ? "standard" : Format.nameOf(timing),
                        Boolean.TRUE.equals(tls)));
        plan.write();
        return plan;
    }

    /** But for what an earlier try left: the cluster has a folder of its own. */
    private static void requireEmpty(Path folder) throws CommandFailure {
        try (Stream<Path> files = Files.list(folder)) {
            if (!files.allMatch(ClusterPlan::isOfBeginning)) {
                throw CommandFailure.usage(
                        "%s has other files and no cluster: name a new folder with --dir"
                                .formatted(folder));
            }
        } catch (NotDirectoryException file) {
            throw CommandFailure.usage("%s is a file: name a folder with --dir".formatted(folder));
        } catch (NoSuchFileException willBeMade) {
            // as it should be
        } catch (IOException unreadable) {
            throw CommandFailure.failed("%s can't be read: %s".formatted(folder, unreadable));
        }
    }

    /** With the cluster that is there, which the flags can't change. */
    private ClusterPlan goOn(Path folder) throws CommandFailure, TrialException {
        ClusterPlan plan = ClusterPlan.read(folder);
        requireSame(folder, "--managers", managers, plan.managers().size());
        requireSame(folder, "--stores", stores, plan.stores().size());
        requireSame(
                folder, "--terms", timing == null ? null : Format.nameOf(timing), plan.timing());
        requireSame(folder, "--tls", tls, plan.certificates().isPresent());
        return plan;
    }

    private static void requireSame(Path folder, String flag, @Nullable Object wanted, Object there)
            throws CommandFailure {
        if (wanted != null && !wanted.equals(there)) {
            throw CommandFailure.usage(
                    ("the cluster in %s was begun with %s %s, not %s: leave the flag out to start"
                                    + " what doesn't run of it, name another folder with --dir, or"
                                    + " end it for good with \"centrifuge cluster down --remove\"")
                            .formatted(folder, flag, there, wanted));
        }
    }

    /** What lets the one who started it ask and give orders. */
    private void printExports(TrialCertificates certificates) {
        TlsFiles files = certificates.administrator();
        context.out()
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
            var unused = group.create(observers, true);
        }
    }
}
