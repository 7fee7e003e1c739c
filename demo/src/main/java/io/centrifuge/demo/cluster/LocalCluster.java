package io.centrifuge.demo.cluster;

import io.centrifuge.authority.TrialCertificates;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.client.StoreClient;
import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.TransportSecurity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A cluster on this machine: how its managers and stores are started, put together and asked, as
 * its plan says. Where there are no stores, the managers keep the store. Used by one thread.
 */
public final class LocalCluster {
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration BEFORE_NEXT_LOOK = Duration.ofMillis(200);

    private final ClusterPlan plan;
    private final ClusterProcesses processes;

    public LocalCluster(ClusterPlan plan, ClusterProcesses processes) {
        this.plan = plan;
        this.processes = processes;
    }

    /** Starts one on its data and ports, unless it runs already. */
    public void start(String name) throws TrialException {
        if (!processes.isRunning(name)) {
            processes.launch(name, command(name));
        }
    }

    private List<String> command(String name) {
        ClusterPlan.Place place = plan.place(name);
        List<String> command = new ArrayList<>(
                plan.managers().contains(name)
                        ? List.of("manager", "--terms", plan.timing())
                        : List.of("store"));
        command.addAll(List.of(
                "--data",
                plan.folder().resolve(name).toString(),
                "--port",
                Integer.toString(place.port())));
        if (plan.isAlone()) {
            command.add("--first");
        } else {
            command.addAll(
                    List.of("--member", name, "--peer-port", Integer.toString(place.peerPort())));
        }
        plan.certificates().ifPresent(issued -> command.addAll(issued.flags(name)));
        return command;
    }

    /**
     * Starts all that don't run, and waits until each answers.
     *
     * @throws TrialException if one ends, or doesn't answer in time
     */
    public void startAll(Duration atMost) throws TrialException, InterruptedException {
        for (String name : plan.names()) {
            start(name);
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        try (StoreClient client = askStores()) {
            for (String name : plan.names()) {
                while (!answers(client, plan.address(name))) {
                    if (!processes.isRunning(name) || System.nanoTime() - deadline >= 0) {
                        throw new TrialException(
                                "%s did not start: see %s".formatted(name, processes.log(name)));
                    }
                    pause();
                }
            }
        }
    }

    private static boolean answers(StoreClient client, ManagerAddress address) {
        try {
            var unused = client.describe(address);
            return true;
        } catch (StoreClient.NotDoneException notYet) {
            return false;
        }
    }

    /** The launcher's command that puts the store together, where it isn't in one process. */
    public List<String> founding(Duration atMost) {
        List<String> command = new ArrayList<>(
                List.of("store", "create", "--first", "--timeout", atMost.toSeconds() + "s"));
        plan.certificates()
                .ifPresent(issued ->
                        command.addAll(TrialCertificates.connecting(issued.administrator())));
        List<String> members = plan.stores().isEmpty() ? plan.managers() : plan.stores();
        members.forEach(name -> command.add(plan.address(name).toString()));
        if (!plan.stores().isEmpty()) {
            command.addAll(List.of("--observers", managers().toString()));
        }
        return command;
    }

    /**
     * Waits until a manager leads, and returns its name.
     *
     * @throws TrialException if none does in time
     */
    public String awaitLeader(Duration atMost) throws TrialException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        try (ManagerClient client = askManagers()) {
            for (Optional<String> name = leader(client); ; name = leader(client)) {
                if (name.isPresent()) {
                    return name.get();
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new TrialException("no manager leads after %s: the logs are in %s"
                            .formatted(DurationText.of(atMost), plan.folder()));
                }
                pause();
            }
        }
    }

    /**
     * Waits until these processes of the store, without the others, commit.
     *
     * @throws TrialException if they don't in time
     */
    public void awaitCommit(List<String> stores, Duration atMost)
            throws TrialException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        try (StoreClient client = askStores()) {
            OptionalLong first = OptionalLong.empty();
            while (true) {
                OptionalLong now = applied(client, stores);
                if (first.isPresent() && now.isPresent() && now.getAsLong() > first.getAsLong()) {
                    return;
                }
                first = first.isPresent() ? first : now;
                if (System.nanoTime() - deadline >= 0) {
                    throw new TrialException("%s commit nothing after %s: the logs are in %s"
                            .formatted(stores, DurationText.of(atMost), plan.folder()));
                }
                pause();
            }
        }
    }

    /** How far those have got that are led by one of them; empty while none is. */
    private OptionalLong applied(StoreClient client, List<String> stores) {
        return stores.stream()
                .flatMap(name -> membership(client, plan.address(name)).stream())
                .filter(membership ->
                        membership.leader().filter(stores::contains).isPresent())
                .mapToLong(MemberStatus.Membership::applied)
                .max();
    }

    private static Optional<MemberStatus.Membership> membership(
            StoreClient client, ManagerAddress address) {
        try {
            return client.describe(address).membership();
        } catch (StoreClient.NotDoneException away) {
            return Optional.empty();
        }
    }

    /** The name of the manager that leads now, if any does. */
    public Optional<String> leader() throws TrialException {
        try (ManagerClient client = askManagers()) {
            return leader(client);
        }
    }

    private Optional<String> leader(ManagerClient client) throws TrialException {
        try {
            return client.leader()
                    .flatMap(leader -> plan.managers().stream()
                            .filter(name -> plan.address(name).equals(leader))
                            .findFirst());
        } catch (AdminException failure) {
            throw new TrialException(failure.text(), failure);
        }
    }

    private static void pause() throws InterruptedException {
        LockSupport.parkNanos(BEFORE_NEXT_LOOK.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Where its managers answer. */
    public ManagerAddresses managers() {
        return plan.addresses(plan.managers());
    }

    /** Asks its managers as an administrator. */
    public ManagerClient askManagers() throws TrialException {
        return new ManagerClient(managers(), connections(), ANSWER);
    }

    /** Asks its members of the store as an administrator. */
    public StoreClient askStores() throws TrialException {
        return new StoreClient(connections(), ANSWER);
    }

    /** How an administrator connects to its processes. */
    public ManagerChannels connections() throws TrialException {
        try {
            return ManagerChannels.of(plan.certificates()
                    .<TransportSecurity>map(
                            issued -> new TransportSecurity.Tls(issued.administrator()))
                    .orElseGet(TransportSecurity.Loopback::new));
        } catch (SecurityFileException unusable) {
            throw new TrialException(unusable.text(), unusable);
        }
    }
}
