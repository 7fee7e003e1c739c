package io.centrifuge.demo;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The back ends, as the managers tell an administrator. One thread uses it.
 */
final class RendezvousOwners implements AutoCloseable {
    private static final ServiceName SERVICE = new ServiceName("rendezvous");
    private static final double ALL = 1 - 1e-9;

    private final ManagerClient managers;

    RendezvousOwners(ManagerClient managers) {
        this.managers = managers;
    }

    /** Those that hold any ranges, and how many. */
    SortedMap<String, Integer> ranges() throws TrialException {
        try {
            return ranges(managers.owners(SERVICE).owners());
        } catch (AdminException failure) {
            throw new TrialException(
                    "no manager says who has which ranges: " + failure.text(), failure);
        }
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

    /** Whether these, and no others, hold the whole key space; not while no manager answers. */
    boolean share(List<String> ids) {
        List<OwnerStatus> owners;
        try {
            owners = managers.owners(SERVICE).owners();
        } catch (AdminException away) {
            return false;
        }
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
