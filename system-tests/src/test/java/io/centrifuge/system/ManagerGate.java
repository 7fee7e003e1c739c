package io.centrifuge.system;

import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ProtocolVersion;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Stands between a manager and its clients, and hands every message on, or drops it: renewals, what
 * watches push, or everything that lookups ask. Any thread may call.
 */
final class ManagerGate implements AutoCloseable {
    private final ManagedChannel manager;
    private final Server server;
    private final Set<StreamObserver<Wire.TableAnswer>> watches = ConcurrentHashMap.newKeySet();
    private final List<Wire.TableAnswer> pushed = new CopyOnWriteArrayList<>();
    private final List<Wire.TableAnswer> polled = new CopyOnWriteArrayList<>();
    private final AtomicInteger requestsDropped = new AtomicInteger();
    private volatile boolean droppingRequests;
    private volatile boolean swallowingPushes;
    private volatile boolean closedToLookups;

    ManagerGate(ManagerAddress address) {
        manager = ManagerChannels.onLoopback().open(address);
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Owners())
                .addService(new Lookups())
                .intercept(ProtocolVersion.serverInterceptor())
                .build();
        try {
            server.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Whether what owners say is lost from now on. */
    void dropRequests(boolean drop) {
        droppingRequests = drop;
    }

    int requestsDropped() {
        return requestsDropped.get();
    }

    /** From now on watches hear nothing. */
    void swallowPushes() {
        swallowingPushes = true;
    }

    /** Ends all watches, and refuses what lookups ask. */
    void closeToLookups() {
        closedToLookups = true;
        watches.forEach(watch -> {
            if (watches.remove(watch)) {
                watch.onError(Status.UNAVAILABLE.asRuntimeException());
            }
        });
    }

    void openToLookups() {
        pushed.clear();
        polled.clear();
        closedToLookups = false;
    }

    boolean hasPushed(Predicate<Wire.TableAnswer> wanted) {
        return pushed.stream().anyMatch(wanted);
    }

    /** How many answers to polls were handed on. */
    int polls() {
        return polled.size();
    }

    private final class Owners extends OwnerServiceGrpc.OwnerServiceImplBase {
        @Override
        public StreamObserver<Wire.OwnerRequest> session(
                StreamObserver<Wire.ManagerMessage> answers) {
            StreamObserver<Wire.OwnerRequest> onward =
                    OwnerServiceGrpc.newStub(manager).session(answers);
            return new StreamObserver<>() {
                @Override
                public void onNext(Wire.OwnerRequest request) {
                    if (droppingRequests) {
                        requestsDropped.incrementAndGet();
                    } else {
                        onward.onNext(request);
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    onward.onError(failure);
                }

                @Override
                public void onCompleted() {
                    onward.onCompleted();
                }
            };
        }
    }

    private final class Lookups extends LookupServiceGrpc.LookupServiceImplBase {
        @Override
        public void watch(Wire.WatchRequest request, StreamObserver<Wire.TableAnswer> answers) {
            if (closedToLookups) {
                answers.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            watches.add(answers);
            LookupServiceGrpc.newStub(manager).watch(request, new HandingOn(answers, true));
        }

        @Override
        public void poll(Wire.WatchRequest request, StreamObserver<Wire.TableAnswer> answers) {
            if (closedToLookups) {
                answers.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            LookupServiceGrpc.newStub(manager).poll(request, new HandingOn(answers, false));
        }
    }

    private final class HandingOn implements StreamObserver<Wire.TableAnswer> {
        private final StreamObserver<Wire.TableAnswer> answers;
        private final boolean isWatch;

        HandingOn(StreamObserver<Wire.TableAnswer> answers, boolean isWatch) {
            this.answers = answers;
            this.isWatch = isWatch;
        }

        @Override
        public void onNext(Wire.TableAnswer answer) {
            if (!isWatch) {
                polled.add(answer);
                answers.onNext(answer);
            } else if (!swallowingPushes && watches.contains(answers)) {
                pushed.add(answer);
                answers.onNext(answer);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!isWatch || watches.remove(answers)) {
                answers.onError(failure);
            }
        }

        @Override
        public void onCompleted() {
            if (!isWatch || watches.remove(answers)) {
                answers.onCompleted();
            }
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
        manager.shutdownNow();
    }
}
