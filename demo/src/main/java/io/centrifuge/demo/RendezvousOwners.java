package io.centrifuge.demo;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The back ends, as the managers tell an administrator; none while no manager answers, or before
 * the first of them has joined. One thread uses it.
 */
final class RendezvousOwners implements AutoCloseable {
    private static final ServiceName SERVICE = new ServiceName("rendezvous");
    private static final double ALL = 1 - 1e-9;

    private final ManagerClient managers;

    RendezvousOwners(ManagerClient managers) {
        this.managers = managers;
    }

    private List<OwnerStatus> all() {
        try {
            return managers.owners(SERVICE).owners();
        } catch (AdminException away) {
            return List.of();
        }
    }

    /** Those that hold any ranges, and how many. */
    SortedMap<String, Integer> ranges() {
        return ranges(all());
    }

    private static SortedMap<String, Integer> ranges(List<OwnerStatus> owners) {
        SortedMap<String, Integer> ranges = new TreeMap<>();
        for (OwnerStatus owner : owners) {
            if (owner.ranges() > 0) {
                ranges.merge(owner.owner().id().value(), owner.ranges(), Integer::sum);
            }
        }
        return ranges;
    }

    /** Whether these, and no others, hold the whole key space. */
    boolean share(List<String> ids) {
        List<OwnerStatus> owners = all();
        double share = owners.stream().mapToDouble(OwnerStatus::share).sum();
        return share >= ALL
                && List.copyOf(ranges(owners).keySet())
                        .equals(ids.stream().sorted().toList());
    }

    /** Asks that the back end's ranges go to others; returns whether the leader took the order. */
    boolean drain(String id) {
        try {
            managers.drain(new DrainOrder(SERVICE, new OwnerId(id)));
            return true;
        } catch (AdminException refused) {
            return false;
        }
    }

    @Override
    public void close() {
        managers.close();
    }
}
