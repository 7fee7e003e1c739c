package io.centrifuge.system;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerEnd;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.ManagerCodec;
import io.centrifuge.protocol.wire.OwnerCodec;
import io.centrifuge.protocol.wire.ProtocolVersion;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the owner's part over one stream to one manager that it never gives up, however long that
 * is silent: what it asked while the manager stood still is there when it goes on. Any thread may
 * call.
 */
final class StubbornOwner implements StreamObserver<Wire.ManagerMessage>, AutoCloseable {
    private final ServiceName service;
    private final OwnerRef self = new OwnerRef(new OwnerId("stubborn"), 5);
    private final OwnerEnd stream;
    private final ManagedChannel channel;
    private final StreamObserver<Wire.OwnerRequest> requests;
    private final List<ManagerMessage> heard = new ArrayList<>();
    private long term;
    private long sequence;
    private long seen;
    private RangeMap<Long> held = RangeMap.of(0L);
    private String end = "";
    private Wire.@Nullable ClusterRef cluster;

    StubbornOwner(String service, String manager) {
        this.service = new ServiceName(service);
        this.stream = new OwnerEnd(this.service, self);
        // Without what our own channels have: a connection that is silent is not given up.
        this.channel = Grpc.newChannelBuilder(manager, InsecureChannelCredentials.create())
                .disableRetry()
                .intercept(ProtocolVersion.clientInterceptor())
                .directExecutor()
                .build();
        this.requests = OwnerServiceGrpc.newStub(channel).session(this);
        ask();
    }

    /** Renews, as if all was well. */
    synchronized void ask() {
        sequence++;
        OwnerFrame frame = stream.send(new OwnerRequest(
                service,
                self,
                new OwnerAddress("10.0.0.1:80"),
                term,
                sequence,
                seen,
                seen,
                held,
                List.of(),
                false));
        Wire.OwnerRequest.Builder wire = OwnerCodec.encode(frame).toBuilder();
        if (cluster != null) {
            wire.setCluster(cluster);
        }
        requests.onNext(wire.build());
    }

    @Override
    public synchronized void onNext(Wire.ManagerMessage wire) {
        if (wire.hasIntroduction()) {
            cluster = wire.getIntroduction().getCluster();
        } else {
            stream.receive(decode(wire)).message().ifPresent(this::hear);
        }
    }

    private void hear(ManagerMessage message) {
        heard.add(message);
        switch (message) {
            case ManagerMessage.Hello hello -> {
                term = hello.term();
                ask();
            }
            case ManagerMessage.Leases list -> {
                seen = list.sequence();
                held = list.leases().map(Lease::number);
            }
            case ManagerMessage.OutOfStep outOfStep -> seen = outOfStep.sequence();
            case ManagerMessage.NotLeading refusal -> {}
            case ManagerMessage.Superseded refusal -> {}
        }
    }

    private static ManagerFrame decode(Wire.ManagerMessage wire) {
        try {
            return ManagerCodec.decode(wire);
        } catch (MalformedMessageException malformed) {
            throw new AssertionError(malformed);
        }
    }

    @Override
    public synchronized void onError(Throwable failure) {
        end = failure.toString();
    }

    @Override
    public synchronized void onCompleted() {
        end = "in order";
    }

    /** How the stream ended; empty while it lasts. */
    synchronized String end() {
        return end;
    }

    /** Whether it was told that it holds something, and has no answer to wait for. */
    synchronized boolean isSettled() {
        return held.any(number -> number != 0)
                && heard.getLast() instanceof ManagerMessage.Leases list
                && list.handled() == sequence;
    }

    /** All that the manager said. */
    synchronized List<ManagerMessage> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
