package io.centrifuge.manager;

import io.centrifuge.OwnerId;
import io.centrifuge.ProcessClock;
import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.History;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.CordonOrder;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.EvictOrder;
import io.centrifuge.protocol.admin.HistoryQuestion;
import io.centrifuge.protocol.admin.LetInOrder;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.admin.UndrainOrder;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.AdminCodec;
import io.centrifuge.protocol.wire.HistoryCodec;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.StatusCodec;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import java.util.Collection;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers administrators and their tools. Any thread may call. */
final class AdminService extends AdminServiceGrpc.AdminServiceImplBase {
    /** How long the commit of an order is waited for. */
    private static final long ORDER_SECONDS = 10;

    private final ManagerDriver driver;
    private final Supplier<ManagerStatus> status;
    private final ChangeHistory history;
    private final ProcessClock clock;
    private final Counters counters;
    private final Queue<Awaited> awaited = new ConcurrentLinkedQueue<>();

    private record Awaited(Predicate<ManagerView> condition, CompletableFuture<Void> met) {}

    /** An answer that is made from a decoded request, or why there is none. */
    @FunctionalInterface
    private interface Answering<A> {
        A answer() throws MalformedMessageException;
    }

    AdminService(
            ManagerDriver driver,
            Supplier<ManagerStatus> status,
            ChangeHistory history,
            ProcessClock clock,
            Counters counters) {
        this.driver = driver;
        this.history = history;
        this.clock = clock;
        this.status = status;
        this.counters = counters;
        driver.subscribe(this::changed);
    }

    @Override
    public void status(Wire.StatusRequest request, StreamObserver<Wire.StatusReply> reply) {
        answer(reply, () -> StatusCodec.encode(status.get()));
    }

    @Override
    public void owners(Wire.OwnersRequest request, StreamObserver<Wire.OwnersReply> reply) {
        answer(
                reply,
                () -> AdminCodec.encode(
                        StatusReport.owners(table(AdminCodec.decode(request)), driver.view())));
    }

    @Override
    public void table(Wire.TableRequest request, StreamObserver<Wire.TableReply> reply) {
        answer(reply, () -> AdminCodec.encode(table(AdminCodec.decode(request))));
    }

    @Override
    public void history(Wire.HistoryRequest request, StreamObserver<Wire.HistoryReply> reply) {
        answer(reply, () -> {
            HistoryQuestion question = HistoryCodec.decode(request);
            ManagerView view = driver.view();
            return HistoryCodec.encode(history.answer(
                    question,
                    History.of(view.state().leader().term()),
                    view.isVouchedFor(clock.monotonic())));
        });
    }

    @Override
    public void drain(Wire.DrainRequest request, StreamObserver<Wire.DrainReply> reply) {
        take(reply, () -> {
            DrainOrder order = AdminCodec.decode(request);
            requireCurrent(order.service(), order.owner());
            order(
                    new ManagerEvent.Drain(order.service(), order.owner()),
                    shown -> isIn(OwnerState.DRAINING, shown, order.service(), order.owner()),
                    "the order to drain %s was taken, but is not committed"
                            .formatted(order.owner()),
                    AdminCodec.encode(DrainOrder.Outcome.ACCEPTED),
                    reply);
        });
    }

    @Override
    public void undrain(Wire.UndrainRequest request, StreamObserver<Wire.UndrainReply> reply) {
        take(reply, () -> {
            UndrainOrder order = AdminCodec.decode(request);
            Cordon cordon = Cordon.of(order.owner());
            requireLeading();
            if (!table(order.service()).cordons().contains(cordon)) {
                requireCurrent(order.service(), order.owner());
            }
            order(
                    new ManagerEvent.Undrain(order.service(), order.owner()),
                    shown -> isIn(OwnerState.ACTIVE, shown, order.service(), order.owner())
                            && !shown.state().table(order.service()).cordons().contains(cordon),
                    "the order to undrain %s was taken, but is not committed"
                            .formatted(order.owner()),
                    Wire.UndrainReply.getDefaultInstance(),
                    reply);
        });
    }

    @Override
    public void evict(Wire.EvictRequest request, StreamObserver<Wire.EvictReply> reply) {
        take(reply, () -> {
            EvictOrder order = AdminCodec.decode(request);
            requireLeading();
            LeaseTable before = table(order.service());
            if (!before.isEvicted(order.owner())) {
                requireCurrent(order.service(), order.owner());
            }
            order(
                    new ManagerEvent.Evict(order.service(), order.owner()),
                    shown -> !hasName(shown.state().table(order.service()), order.owner()),
                    "the order to evict %s was taken, but is not committed"
                            .formatted(order.owner()),
                    Wire.EvictReply.getDefaultInstance(),
                    reply);
        });
    }

    private static boolean hasName(LeaseTable table, OwnerRef owner) {
        return table.current(owner.id()).filter(owner::equals).isPresent();
    }

    private void requireCurrent(ServiceName service, OwnerRef owner) {
        requireCurrent(service, owner.id());
        if (!hasName(table(service), owner)) {
            throw new Refused(Status.NOT_FOUND.withDescription(
                    "%s was started again: another incarnation than %s has its name now in \"%s\""
                            .formatted(owner.id(), owner, service)));
        }
    }

    @Override
    public void removeService(
            Wire.RemoveServiceRequest request, StreamObserver<Wire.RemoveServiceReply> reply) {
        take(reply, () -> {
            ServiceName service = AdminCodec.decode(request);
            requireLeading();
            SortedSet<OwnerRef> owners = new TreeSet<>(table(service).owners().keySet());
            if (!owners.isEmpty()) {
                throw new Refused(Status.ABORTED.withDescription(
                        ("service \"%s\" has owners, and only one without can be removed: stop"
                                        + " them, and wait until their leases are over; they are"
                                        + " %s")
                                .formatted(service, text(owners))));
            }
            order(
                    new ManagerEvent.RemoveService(service),
                    shown -> !shown.state().tables().containsKey(service),
                    ("the order to remove \"%s\" was taken, but is not committed; it isn't if an"
                                    + " owner joined")
                            .formatted(service),
                    Wire.RemoveServiceReply.getDefaultInstance(),
                    reply);
        });
    }

    @Override
    public void cordon(Wire.CordonRequest request, StreamObserver<Wire.CordonReply> reply) {
        take(reply, () -> {
            CordonOrder order = AdminCodec.decode(request);
            ServiceName service = order.service();
            Cordon cordon = order.cordon();
            requireLeading();
            SortedSet<Cordon> there = table(service).cordons();
            if (!order.lifted() && !there.contains(cordon) && there.size() >= Cordon.MOST) {
                throw new Refused(Status.ABORTED.withDescription(
                        "service \"%s\" has %d cordons, the most that there may be: lift one first"
                                .formatted(service, there.size())));
            }
            order(
                    order.lifted()
                            ? new ManagerEvent.LiftCordon(service, cordon)
                            : new ManagerEvent.PutCordon(service, cordon),
                    shown -> shown.state().table(service).cordons().contains(cordon)
                            != order.lifted(),
                    "the order about the cordon of %s was taken, but is not committed"
                            .formatted(cordon),
                    Wire.CordonReply.getDefaultInstance(),
                    reply);
        });
    }

    @Override
    public void letIn(Wire.LetInRequest request, StreamObserver<Wire.LetInReply> reply) {
        take(reply, () -> {
            LetInOrder order = AdminCodec.decode(request);
            requireCurrent(order.service(), order.owner());
            order(
                    new ManagerEvent.LetIn(order.service(), order.owner()),
                    shown -> !shown.keptOut(order.service()).containsKey(order.owner()),
                    "the order to let %s in was taken, but is not done".formatted(order.owner()),
                    Wire.LetInReply.getDefaultInstance(),
                    reply);
        });
    }

    /** An order as it is read, checked and given. */
    @FunctionalInterface
    private interface Taking {
        void take() throws MalformedMessageException;
    }

    /** Refuses an order that is malformed or can't be given. */
    private void take(StreamObserver<?> reply, Taking taking) {
        try {
            taking.take();
        } catch (MalformedMessageException malformed) {
            reply.onError(refusal(malformed).asRuntimeException());
        } catch (Refused refused) {
            reply.onError(refused.status.asRuntimeException());
        }
    }

    /** Gives the order to the machine, and answers once it is done. */
    private <A> void order(
            ManagerEvent order,
            Predicate<ManagerView> isDone,
            String late,
            A done,
            StreamObserver<A> reply) {
        CompletableFuture<Void> met = new CompletableFuture<>();
        Awaited waiting = new Awaited(isDone, met);
        awaited.add(waiting);
        changed(driver.view());
        driver.order(order);
        var unused = met.orTimeout(ORDER_SECONDS, TimeUnit.SECONDS).whenComplete((ok, timeout) -> {
            awaited.remove(waiting);
            if (timeout == null) {
                reply.onNext(done);
                reply.onCompleted();
            } else {
                reply.onError(Status.DEADLINE_EXCEEDED
                        .withDescription("%s after %d s: look at the owners, and order it again"
                                .formatted(late, ORDER_SECONDS))
                        .asRuntimeException());
            }
        });
    }

    private void changed(ManagerView shown) {
        for (Awaited waiting : awaited) {
            if (waiting.condition().test(shown)) {
                waiting.met().complete(null);
            }
        }
    }

    /** Or has gone meanwhile. */
    private static boolean isIn(
            OwnerState state, ManagerView shown, ServiceName service, OwnerId owner) {
        LeaseTable table = shown.state().table(service);
        return table.current(owner).map(current -> table.isIn(current, state)).orElse(true);
    }

    private <A> void answer(StreamObserver<A> reply, Answering<A> answering) {
        A answer;
        try {
            requireStoreRead();
            answer = answering.answer();
        } catch (MalformedMessageException malformed) {
            reply.onError(refusal(malformed).asRuntimeException());
            return;
        } catch (Refused refused) {
            reply.onError(refused.status.asRuntimeException());
            return;
        }
        reply.onNext(answer);
        reply.onCompleted();
    }

    private Status refusal(MalformedMessageException malformed) {
        counters.messageMalformed();
        return Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()).withCause(malformed);
    }

    private void requireStoreRead() {
        if (driver.halted().isDone()) {
            throw new Refused(OwnerService.unavailable());
        }
        if (!driver.view().storeRead()) {
            throw new Refused(LookupService.storeNotRead());
        }
    }

    private void requireLeading() {
        requireStoreRead();
        if (!driver.view().leading()) {
            throw new Refused(Status.FAILED_PRECONDITION.withDescription(
                    "this manager doesn't lead now: give the order to the leader"));
        }
    }

    private LeaseTable table(ServiceName service) {
        ManagerView now = driver.view();
        LeaseTable table = now.state().tables().get(service);
        if (table == null) {
            throw new Refused(Status.NOT_FOUND.withDescription(
                    ("there is no service \"%s\": no owner of it has joined, or it was removed;"
                                    + " %s%s")
                            .formatted(
                                    service,
                                    now.state().tables().isEmpty()
                                            ? "there is none at all now"
                                            : "the services are "
                                                    + text(now.state().tables().keySet()),
                                    now.leading()
                                            ? ""
                                            : ", as far as this manager knows, which doesn't"
                                                    + " lead")));
        }
        return table;
    }

    private void requireCurrent(ServiceName service, OwnerId owner) {
        requireLeading();
        LeaseTable table = table(service);
        if (table.current(owner).isEmpty()) {
            throw new Refused(Status.NOT_FOUND.withDescription(
                    "there is no owner \"%s\" in service \"%s\"; %s"
                            .formatted(
                                    owner,
                                    service,
                                    table.owners().isEmpty()
                                            ? "it has no owners now"
                                            : "its owners are "
                                                    + text(table.owners().keySet().stream()
                                                            .map(OwnerRef::id)
                                                            .distinct()
                                                            .toList()))));
        }
    }

    private static String text(Collection<?> names) {
        return names.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** Ends a call with a status; never leaves this class. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient Status status;

        Refused(Status status) {
            super(status.getDescription(), null, false, false);
            this.status = status;
        }
    }
}
