package io.centrifuge.demo;

import io.centrifuge.authority.TrialCertificates;
import io.centrifuge.demo.cluster.ClusterPlan;
import io.centrifuge.demo.cluster.LocalCluster;
import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.protocol.security.TlsFiles;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The demo's managers, and the store's own processes where it has any. One thread uses it. */
final class Managers {
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final int START_ATTEMPTS = 3;

    private final DemoOptions options;
    private final DemoProcesses processes;

    /** Of the last attempt to start them. */
    private @Nullable ClusterPlan plan;

    Managers(DemoOptions options, DemoProcesses processes) {
        this.options = options;
        this.processes = processes;
    }

    /** Starts all on free ports, which other processes may take first, and waits for a leader. */
    void start() throws TrialException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            plan = ClusterPlan.make(
                    processes.folder(),
                    names("manager", options.managers()),
                    names("store", options.stores()),
                    new ClusterPlan.Ways("fast", options.tls()));
            try {
                cluster().startAll(SETTLE);
                if (!plan.isAlone()) {
                    processes.run("store-create", cluster().founding(SETTLE), SETTLE);
                }
                awaitLeader();
                return;
            } catch (TrialException failure) {
                if (attempt == START_ATTEMPTS) {
                    processes.requireAlive(plan.names());
                    throw failure;
                }
                processes.killAll();
            }
        }
    }

    private static List<String> names(String kind, int count) {
        return count == 1 ? List.of(kind) : ClusterPlan.numbered(kind, count);
    }

    private ClusterPlan plan() {
        return Objects.requireNonNull(plan, "not started");
    }

    LocalCluster cluster() {
        return new LocalCluster(plan(), processes);
    }

    /** Starts the process on its data and ports. */
    void startAgain(String name) throws TrialException {
        cluster().start(name);
    }

    /** Waits until a manager leads, and returns its name. */
    String awaitLeader() throws TrialException, InterruptedException {
        return cluster().awaitLeader(SETTLE);
    }

    /** Waits until these processes of the store commit without the others. */
    void awaitCommit(List<String> stores) throws TrialException, InterruptedException {
        cluster().awaitCommit(stores, SETTLE);
    }

    RendezvousOwners owners() throws TrialException {
        return new RendezvousOwners(cluster().askManagers());
    }

    /** With which a back end connects. */
    List<String> ownerFlags() {
        return flags(TrialCertificates::owner);
    }

    /** With which a front end connects. */
    List<String> lookupFlags() {
        return flags(TrialCertificates::lookup);
    }

    private List<String> flags(Function<TrialCertificates, TlsFiles> whose) {
        return plan().certificates()
                .map(whose)
                .map(TrialCertificates::connecting)
                .orElse(List.of());
    }

    /** The managers' addresses, separated by commas. */
    String addresses() {
        return cluster().managers().toString();
    }

    /** The store's own processes; none where the managers keep it. */
    List<String> stores() {
        return plan().stores();
    }
}
