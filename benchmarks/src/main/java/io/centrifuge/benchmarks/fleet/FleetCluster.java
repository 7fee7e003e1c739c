package io.centrifuge.benchmarks.fleet;

import io.centrifuge.authority.TrialCertificates;
import io.centrifuge.benchmarks.fleet.member.MemberSetting;
import io.centrifuge.demo.cluster.ClusterPlan;
import io.centrifuge.demo.cluster.LocalCluster;
import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.protocol.security.TlsIdentity;
import java.io.File;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The managers and stores of a fleet. Used by one thread. */
final class FleetCluster {
    private static final Duration START = Duration.ofSeconds(60);
    private static final int START_ATTEMPTS = 3;

    private final FleetOptions options;
    private final FleetProcesses processes;
    private final ClusterPlan plan;
    private final LocalCluster cluster;
    private final List<ManagerProbe> probes;
    private String leader;

    private FleetCluster(FleetOptions options, FleetProcesses processes, ClusterPlan plan)
            throws TrialException, InterruptedException {
        this.options = options;
        this.processes = processes;
        this.plan = plan;
        this.cluster = new LocalCluster(plan, processes);
        cluster.startAll(START);
        if (!plan.isAlone()) {
            processes.run("store-create", cluster.founding(START));
        }
        this.leader = cluster.awaitLeader(START);
        HttpClient client = client();
        this.probes = plan.managers().stream()
                .map(name -> new ManagerProbe(name, processes, client, options.tls()))
                .toList();
    }

    /** Starts all on free ports, which other processes may take first, and waits for a leader. */
    static FleetCluster start(FleetOptions options, FleetProcesses processes)
            throws TrialException, InterruptedException {
        FleetOptions.Size size = options.size();
        for (int attempt = 1; ; attempt++) {
            ClusterPlan plan = ClusterPlan.make(
                    processes.folder(),
                    ClusterPlan.numbered("manager", size.managers()),
                    ClusterPlan.numbered("store", size.stores()),
                    new ClusterPlan.Ways(options.timing(), options.tls()));
            try {
                return new FleetCluster(options, processes, plan);
            } catch (TrialException failure) {
                if (attempt == START_ATTEMPTS) {
                    throw failure;
                }
                for (String name : plan.names()) {
                    if (processes.isRunning(name)) {
                        processes.kill(name);
                    }
                }
            }
        }
    }

    private HttpClient client() throws TrialException {
        HttpClient.Builder client = HttpClient.newBuilder();
        @Nullable TrialCertificates issued = plan.certificates().orElse(null);
        if (issued != null) {
            try {
                client.sslContext(TlsIdentity.load(issued.administrator()).context());
            } catch (SecurityFileException unusable) {
                throw new TrialException(unusable.text(), unusable);
            }
        }
        return client.build();
    }

    List<ManagerProbe> probes() {
        return probes;
    }

    /** The probe of the one that led when it was looked at last. */
    ManagerProbe leaderProbe() {
        return probes.stream()
                .filter(probe -> probe.name().equals(leader))
                .findFirst()
                .orElseThrow();
    }

    String leader() {
        return leader;
    }

    /** Looks who leads, and waits until somebody does. */
    void findLeader() throws TrialException, InterruptedException {
        leader = cluster.awaitLeader(START);
    }

    /** Starts the manager on its data and ports, and doesn't wait. */
    void startAgain(String name) throws TrialException {
        cluster.start(name);
    }

    /** More than half of those that keep the store, with the manager that leads if it does. */
    List<String> storeMajority() {
        List<String> keepers = plan.stores().isEmpty() ? plan.managers() : plan.stores();
        return keepers.stream()
                .sorted(Comparator.comparing(name -> !name.equals(leader)))
                .limit(keepers.size() / 2 + 1)
                .toList();
    }

    List<File> commits() {
        return plan.managers().stream().map(processes::commits).toList();
    }

    List<String> services() {
        return IntStream.rangeClosed(1, options.size().services())
                .mapToObj(number -> "fleet-" + number)
                .toList();
    }

    MemberSetting owners(boolean lies) {
        return setting(plan.certificates().map(TrialCertificates::owner), lies);
    }

    MemberSetting lookups() {
        return setting(plan.certificates().map(TrialCertificates::lookup), false);
    }

    private MemberSetting setting(Optional<TlsFiles> tls, boolean lies) {
        return new MemberSetting(
                cluster.managers().toString(),
                services(),
                tls.map(files -> List.of(
                                files.key().toString(),
                                files.certificate().toString(),
                                files.trust().toString()))
                        .orElse(null),
                lies);
    }

    /**
     * Whether so many owners have their names, and every range is held.
     *
     * @param owners of all services
     */
    boolean isHeldBy(int owners) throws TrialException {
        try (ManagerClient client = cluster.askManagers()) {
            List<ManagerStatus.ServiceStatus> services = client.status().services();
            return services.size() == options.size().services()
                    && services.stream().allMatch(service -> service.unownedRanges() == 0)
                    && services.stream()
                                    .mapToInt(ManagerStatus.ServiceStatus::owners)
                                    .sum()
                            == owners;
        } catch (AdminException silent) {
            return false;
        }
    }

    /** Whether the manager answers, and has applied these LSNs, by the services' order. */
    boolean isUpToDate(String manager, long[] lsns) throws TrialException {
        try (ManagerClient client = cluster.askManagers()) {
            return client.status(plan.address(manager))
                            instanceof ManagerClient.StatusReply.Told(var address, var status)
                    && IntStream.range(0, lsns.length)
                            .allMatch(service -> lsnOf(status, service) >= lsns[service]);
        }
    }

    private long lsnOf(ManagerStatus status, int service) {
        return status.services().stream()
                .filter(told -> told.service().value().equals(services().get(service)))
                .mapToLong(ManagerStatus.ServiceStatus::lsn)
                .findFirst()
                .orElse(0);
    }
}
