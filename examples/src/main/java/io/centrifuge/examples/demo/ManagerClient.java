package io.centrifuge.examples.demo;

import io.centrifuge.core.table.OwnerId;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.AdminCodec;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What an administrator asks of the demo's managers: one after the other, until one answers. Those
 * that are away answer nothing. One thread uses it.
 */
final class ManagerClient implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 2;
    private static final double ALL = 1 - 1e-9;

    private final ServiceName service;
    private final Map<ManagerAddress, ManagedChannel> channels = new LinkedHashMap<>();

    /** One question to one manager; empty if it isn't for that one to answer. */
    @FunctionalInterface
    private interface Question<A> {
        Optional<A> ask(AdminServiceGrpc.AdminServiceBlockingStub manager)
                throws MalformedMessageException;
    }

    ManagerClient(ServiceName service, ManagerAddresses managers, ManagerChannels connections) {
        this.service = service;
        managers.all().forEach(manager -> channels.put(manager, connections.open(manager)));
    }

    private <A> Optional<A> ask(ManagedChannel channel, Question<A> question) {
        channel.resetConnectBackoff();
        try {
            return question.ask(AdminServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
        } catch (StatusRuntimeException away) {
            return Optional.empty();
        } catch (MalformedMessageException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private <A> Optional<A> first(Question<A> question) {
        return channels.values().stream()
                .flatMap(channel -> ask(channel, question).stream())
                .findFirst();
    }

    /** The manager that leads now, if any does. */
    Optional<ManagerAddress> leader() {
        return channels.entrySet().stream()
                .filter(manager -> ask(
                                manager.getValue(),
                                stub -> Optional.of(
                                        stub.status(Wire.StatusRequest.getDefaultInstance())
                                                .getLeading()))
                        .orElse(false))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    boolean isLed() {
        return leader().isPresent();
    }

    /** Empty if all managers are away, or nobody has joined the service yet. */
    List<OwnerStatus> owners() {
        return first(stub -> Optional.of(
                        AdminCodec.decode(stub.owners(AdminCodec.encodeOwnersRequest(service)))
                                .owners()))
                .orElse(List.of());
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

    /** Asks that the owner's ranges go to others; returns whether the leader took the order. */
    boolean drain(String owner) {
        DrainOrder order = new DrainOrder(service, new OwnerId(owner));
        return first(stub -> Optional.of(AdminCodec.decode(stub.drain(AdminCodec.encode(order))))
                        .filter(DrainOrder.Outcome.ACCEPTED::equals))
                .isPresent();
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
