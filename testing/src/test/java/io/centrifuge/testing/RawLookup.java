package io.centrifuge.testing;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.ProcessClock.Alarm;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.lookup.LookupEffect;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.core.lookup.LookupSnapshot;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.TableCodec;
import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;

import java.util.ArrayList;
import java.util.List;

/** A lookup's machine on raw calls. */
final class RawLookup {
    final List<TableAnswer> answers = new ArrayList<>();
    final List<KeyRange> lost = new ArrayList<>();
    int watches;
    private final World world;
    private final ManagedChannel channel;
    private final ServiceName service;
    private final LookupMachine machine;
    private Alarm alarm = () -> {};
    private boolean deaf;

    RawLookup(World world, ManagedChannel channel, ServiceName service) {
        this.world = world;
        this.channel = channel;
        this.service = service;
        this.machine = new LookupMachine(service, 1, 1);
    }

    RawLookup start() {
        on(new LookupEvent.Wake());
        return this;
    }

    /** From now on it hears answers to polls alone. */
    RawLookup hearingPollsAlone() {
        deaf = true;
        return this;
    }

    void refused() {
        on(new LookupEvent.Refused());
    }

    LookupSnapshot snapshot() {
        return machine.snapshot();
    }

    private void on(LookupEvent event) {
        Step<LookupEffect> step = machine.on(event, world.clock.read());
        for (LookupEffect effect : step.effects()) {
            switch (effect) {
                case LookupEffect.Publish publish -> {}
                case LookupEffect.Watch watch -> watch(watch);
                case LookupEffect.Poll poll -> poll(poll);
                case LookupEffect.Lost told -> lost.addAll(told.loss().ranges().asList());
                case LookupEffect.Stale stale -> {}
                case LookupEffect.Fresh fresh -> {}
            }
        }
        alarm.cancel();
        if (step.wakeAt() != Step.NEVER) {
            alarm = world.clock.alarm(
                    step.wakeAt(), () -> world.later(() -> on(new LookupEvent.Wake())));
        }
    }

    private void watch(LookupEffect.Watch wanted) {
        watches++;
        if (!deaf) {
            LookupServiceGrpc.newStub(channel)
                    .watch(
                            TableCodec.encode(new TableWatch(service, wanted.lsn())),
                            new Incoming(true, wanted.asked()));
        }
    }

    private void poll(LookupEffect.Poll wanted) {
        LookupServiceGrpc.newStub(channel)
                .poll(
                        TableCodec.encode(new TableWatch(service, wanted.lsn())),
                        new Incoming(false, wanted.asked()));
    }

    private final class Incoming implements StreamObserver<Wire.TableAnswer> {
        private final boolean watching;
        private final ClockReading asked;

        Incoming(boolean watching, ClockReading asked) {
            this.watching = watching;
            this.asked = asked;
        }

        @Override
        public void onNext(Wire.TableAnswer wire) {
            world.later(() -> {
                if (wire.hasIntroduction() || (watching && deaf)) {
                    return;
                }
                TableAnswer answer = decode(wire);
                answers.add(answer);
                on(new LookupEvent.Heard(answer, asked));
            });
        }

        @Override
        public void onError(Throwable failure) {
            world.later(() -> on(new LookupEvent.Disconnected()));
        }

        @Override
        public void onCompleted() {
            if (watching) {
                onError(new AssertionError("a watch ended"));
            }
        }
    }

    static TableAnswer decode(Wire.TableAnswer wire) {
        try {
            return TableCodec.decode(wire);
        } catch (MalformedMessageException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
