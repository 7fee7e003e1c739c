package io.centrifuge.examples.demo;

import io.centrifuge.core.table.OwnerId;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.protocol.AdminCodec;
import io.centrifuge.protocol.DrainOrder;
import io.centrifuge.protocol.MalformedMessageException;
import io.centrifuge.protocol.ManagerAddress;
import io.centrifuge.protocol.ManagerChannels;
import io.centrifuge.protocol.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What an administrator asks of the demo's manager. A manager that is away answers nothing. */
final class ManagerClient implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 2;
    private static final double ALL = 1 - 1e-9;

    private final ServiceName service;
    private final ManagedChannel channel;

    ManagerClient(ServiceName service, ManagerAddress manager) {
        this.service = service;
        this.channel = ManagerChannels.open(manager);
    }

    private AdminServiceGrpc.AdminServiceBlockingStub stub() {
        channel.resetConnectBackoff();
        return AdminServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    boolean isLeading() {
        try {
            return stub().status(Wire.StatusRequest.getDefaultInstance()).getLeading();
        } catch (StatusRuntimeException away) {
            return false;
        }
    }

    /** Empty if the manager is away, or nobody has joined the service yet. */
    List<OwnerStatus> owners() {
        try {
            return AdminCodec.decode(stub().owners(AdminCodec.encodeOwnersRequest(service)))
                    .owners();
        } catch (StatusRuntimeException away) {
            return List.of();
        } catch (MalformedMessageException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The owners that hold any ranges, and how many. */
    SortedMap<String, Integer> rangesByOwner() {
        SortedMap<String, Integer> ranges = new TreeMap<>();
        for (OwnerStatus owner : owners()) {
            if (owner.ranges() > 0) {
                ranges.merge(owner.owner().id().value(), owner.ranges(), Integer::sum);
            }
        }
        return ranges;
    }

    /** Whether these owners, and no others, hold the whole key space. */
    boolean isSharedBy(List<String> ids) {
        double share = owners().stream().mapToDouble(OwnerStatus::share).sum();
        return share >= ALL && List.copyOf(rangesByOwner().keySet()).equals(sorted(ids));
    }

    private static List<String> sorted(List<String> ids) {
        return ids.stream().sorted().toList();
    }

    /** Asks that the owner's ranges go to others; returns whether the manager took the order. */
    boolean drain(String owner) {
        DrainOrder order = new DrainOrder(service, new OwnerId(owner));
        try {
            return AdminCodec.decode(stub().drain(AdminCodec.encode(order)))
                    == DrainOrder.Outcome.ACCEPTED;
        } catch (StatusRuntimeException away) {
            return false;
        } catch (MalformedMessageException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
