package io.centrifuge.benchmarks.fleet.member;

import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.security.SecurityFileException;
import io.grpc.ManagedChannel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections to managers that the watchers of a process share, so many to each. A process of
 * watchers stands for many front ends; a socket for each would use up what this machine has, and a
 * connection without news costs a manager a sign of life each ten seconds. Any thread may call.
 */
final class WatcherChannels {
    /** Watchers of one connection. */
    static final int SHARED_BY = 50;

    private final List<ManagerAddress> managers;
    private final ManagerChannels connections;
    private final Map<Place, ManagedChannel> channels = new ConcurrentHashMap<>();

    private record Place(int manager, int group) {}

    WatcherChannels(MemberSetting setting) {
        managers = ManagerAddresses.parse(setting.managers()).all();
        try {
            connections = ManagerChannels.of(setting.security());
        } catch (SecurityFileException unusable) {
            throw new IllegalArgumentException(unusable.text(), unusable);
        }
    }

    int managers() {
        return managers.size();
    }

    /** To that manager, for the watcher of that number. */
    ManagedChannel of(int manager, int watcher) {
        ManagedChannel channel = channels.computeIfAbsent(
                new Place(manager, watcher / SHARED_BY),
                place -> connections.open(managers.get(manager)));
        channel.resetConnectBackoff(); // else it waits longer and longer for one that is back
        return channel;
    }
}
