package io.centrifuge.system;

import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Three managers' processes, each with a member of the store in it. */
final class ManagerGroup implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Path folder;
    private final List<ManagerChild> all = new ArrayList<>();

    /** Starts them, puts the group together, and waits until one leads. */
    ManagerGroup(Path folder, LeaseTiming timing) {
        this(Host.LOOPBACK, folder, timing);
    }

    /** The same elsewhere. */
    ManagerGroup(Host host, Path folder, LeaseTiming timing) {
        this.folder = folder;
        for (String id : List.of("m1", "m2", "m3")) {
            all.add(ManagerChild.member(host, folder, timing, id));
        }
        all.forEach(ManagerChild::awaitListening);
        List<StoreMember> founders = all.stream().map(ManagerChild::describe).toList();
        MemberStatus.Join join = new MemberStatus.Join(UUID.randomUUID(), founders, true);
        all.forEach(manager -> manager.join(join));
        awaitLeader();
    }

    List<ManagerChild> all() {
        return List.copyOf(all);
    }

    String addresses() {
        return all.stream().map(ManagerChild::address).collect(Collectors.joining(","));
    }

    /** A new process of the service "chat". */
    OwnerChild owner(int number) {
        return OwnerChild.numbered(folder, "chat", number, addresses());
    }

    /** Waits until one of these leads. */
    ManagerChild awaitLeader(List<ManagerChild> among) {
        return ManagerChild.awaitLeader(among);
    }

    ManagerChild awaitLeader() {
        return awaitLeader(all);
    }

    /** Asks that the owner's ranges go to others; whether the leader took the order. */
    boolean drain(String service, String owner) {
        try (ManagerClient client = new ManagerClient(
                ManagerAddresses.parse(addresses()), ManagerChannels.onLoopback(), ANSWER)) {
            client.drain(new DrainOrder(new ServiceName(service), new OwnerId(owner)));
            return true;
        } catch (AdminException refused) {
            return false;
        }
    }

    /**
     * Makes the managers that lead commit this many records in all. The records of each term belong
     * to a new service. Returns the last of these services.
     */
    String fill(int records) {
        int committed = 0;
        int services = 0;
        while (committed < records) {
            services++;
            committed += awaitLeader().fill("filler-" + services, records - committed);
        }
        return "filler-" + services;
    }

    /** For the message of a failure: what each knows of the group, and has said last. */
    String state() {
        return all.stream()
                .map(manager -> "%n%s: %s; errors: %s"
                        .formatted(manager.id(), manager.member(), manager.errors()))
                .collect(Collectors.joining());
    }

    /** All but this one. */
    List<ManagerChild> others(ManagerChild manager) {
        return all.stream().filter(other -> !other.equals(manager)).toList();
    }

    @Override
    public void close() {
        all.forEach(ManagerChild::close);
    }
}
