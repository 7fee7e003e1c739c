package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ProcessClock.Alarm;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.owner.OwnerMachine;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerEnd;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.ManagerCodec;
import io.centrifuge.protocol.wire.OwnerCodec;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/** An owner's machine on a raw stream. */
final class RawOwner {
    final OwnerRef ref;
    final List<ManagerMessage> messages = new ArrayList<>();

    /** As they came, before they were resolved. */
    final List<ManagerFrame> frames = new ArrayList<>();

    final List<OwnerEffect> told = new ArrayList<>();
    private final World world;
    private final ManagedChannel channel;
    private final OwnerMachine machine;
    private final ServiceName service;
    private OwnerEnd end;
    private Alarm alarm = () -> {};
    private StreamObserver<Wire.OwnerRequest> stream;
    private Wire.ClusterRef cluster;
    private boolean silent;

    RawOwner(World world, ManagedChannel channel, ServiceName service, String id, long number) {
        this.world = world;
        this.channel = channel;
        this.service = service;
        this.ref = new OwnerRef(new OwnerId(id), number);
        this.end = new OwnerEnd(service, ref);
        this.machine = new OwnerMachine(new OwnerConfig(
                service, ref, new OwnerAddress(id + ".example:8080"), true, 1, number));
    }

    RawOwner start() {
        on(new OwnerEvent.Wake());
        return this;
    }

    /** As if its process had been paused for good: says nothing and hears nothing. */
    void fallSilent() {
        silent = true;
        alarm.cancel();
    }

    void leave() {
        on(new OwnerEvent.Leave());
    }

    /** How many pieces of the key space it holds by its own clocks. */
    long held() {
        return machine.snapshot().remainingNanos(world.clock.read()) > 0
                ? machine.snapshot().leases().pieces(Lease::isHeld).size()
                : 0;
    }

    boolean holds(long hash) {
        return machine.snapshot()
                .check(hash, world.clock.monotonic(), world.clock.wall(), 0)
                .held();
    }

    long number(long hash) {
        return machine.snapshot()
                .check(hash, world.clock.monotonic(), world.clock.wall(), 0)
                .number();
    }

    boolean isSuperseded() {
        return told.stream().anyMatch(OwnerEffect.Superseded.class::isInstance);
    }

    boolean hasLeft() {
        return told.stream().anyMatch(OwnerEffect.Left.class::isInstance);
    }

    private void on(OwnerEvent event) {
        if (silent) {
            return;
        }
        Step<OwnerEffect> step = machine.on(event, world.clock.read());
        for (OwnerEffect effect : step.effects()) {
            switch (effect) {
                case OwnerEffect.Send send -> send(send.request());
                case OwnerEffect.Reconnect reconnect -> stream = null;
                case OwnerEffect.AskNext next -> stream = null;
                case OwnerEffect.Publish publish -> {}
                case OwnerEffect.Changed changed -> told.add(changed);
                case OwnerEffect.Renewed renewed -> {}
                case OwnerEffect.KeptOut kept -> {}
                case OwnerEffect.Expired expired -> {}
                case OwnerEffect.Superseded superseded -> told.add(superseded);
                case OwnerEffect.Leaving leaving -> {}
                case OwnerEffect.Left left -> told.add(left);
            }
        }
        alarm.cancel();
        if (step.wakeAt() != Step.NEVER) {
            alarm = world.clock.alarm(
                    step.wakeAt(), () -> world.later(() -> on(new OwnerEvent.Wake())));
        }
    }

    private void send(OwnerRequest request) {
        if (stream == null) {
            end = new OwnerEnd(service, ref);
            Incoming incoming = new Incoming(end);
            stream = OwnerServiceGrpc.newStub(channel).session(incoming);
            incoming.outgoing = stream;
        }
        stream.onNext(OwnerCodec.encode(end.send(request)).toBuilder()
                .mergeFrom(meant())
                .build());
    }

    /** The cluster that was heard of. */
    private Wire.OwnerRequest meant() {
        return cluster == null
                ? Wire.OwnerRequest.getDefaultInstance()
                : Wire.OwnerRequest.newBuilder().setCluster(cluster).build();
    }

    private final class Incoming implements StreamObserver<Wire.ManagerMessage> {
        private final OwnerEnd own;
        private StreamObserver<Wire.OwnerRequest> outgoing;

        Incoming(OwnerEnd own) {
            this.own = own;
        }

        @Override
        public void onNext(Wire.ManagerMessage wire) {
            world.later(() -> {
                if (wire.hasIntroduction()) {
                    cluster = wire.getIntroduction().getCluster();
                    return;
                }
                ManagerFrame frame = decode(wire);
                frames.add(frame);
                Received<ManagerMessage, OwnerFrame> received = own.receive(frame);
                assertThat(received.answer()).isEmpty();
                received.message().ifPresent(message -> {
                    messages.add(message);
                    on(new OwnerEvent.Heard(message));
                });
            });
        }

        @Override
        public void onError(Throwable failure) {
            onCompleted();
        }

        @Override
        public void onCompleted() {
            world.later(() -> {
                if (outgoing.equals(stream)) {
                    stream = null;
                    on(new OwnerEvent.Disconnected());
                }
            });
        }
    }

    private static ManagerFrame decode(Wire.ManagerMessage wire) {
        try {
            return ManagerCodec.decode(wire);
        } catch (MalformedMessageException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
